// The wizard: questions on one side, advice on the other. Answers live in the address, so a
// view can be shared; nothing leaves the page.
import { advise, bestPerAxis, situationOf, stagedPlan } from "./advise.js";
import { el, followInPlace } from "./dom.js";

export async function start(place) {
  const root = new URL(place.dataset.root, location.href);
  const response = await fetch(new URL("data/advise.json", root));
  if (!response.ok) return;
  const data = await response.json();
  const answers = readAddress(data);
  const form = el("form", { class: "atlas-wizard__form", "aria-label": "Your situation" });
  const result = el("div", { class: "atlas-wizard__result", id: "advice", "aria-live": "polite" });
  // On a phone the advice stands below all questions: a line at the edge of the screen says what changed.
  const now = el("a", { class: "atlas-wizard__now", href: "#advice" });
  now.addEventListener("click", followInPlace);
  for (const question of data.questions) form.append(fieldset(question, answers));
  const clear = el("button", { type: "reset", class: "md-button" }, "Start again");
  form.append(clear);
  const update = () => {
    const given = readForm(form, data);
    writeAddress(given);
    now.textContent = show(result, data, given, root);
    markFlow(situationOf(data, given));
  };
  form.addEventListener("change", update);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", (event) => {
    event.preventDefault();
    for (const input of form.querySelectorAll("input")) input.checked = false;
    update();
  });
  place.replaceChildren(form, result, now);
  now.textContent = show(result, data, answers, root);
  markFlow(situationOf(data, answers));
}

/** The decision flow below shows which of its questions the answers say yes to: the first one is where it ends. */
function markFlow({ tags }) {
  document.querySelectorAll(".atlas-flow__here").forEach((note) => note.remove());
  const steps = [...document.querySelectorAll(".atlas-flow > li[data-tags]")];
  const first = steps.find((step) => step.dataset.tags.split(" ").some((tag) => tags.has(tag)));
  for (const step of steps) step.classList.toggle("atlas-flow--yes", step === first);
  first?.querySelector(".atlas-flow__yes").prepend(el("strong", { class: "atlas-flow__here" }, "Your answers lead here"));
}

function fieldset(question, answers) {
  const box = el("fieldset", {}, el("legend", {}, question.ask));
  if (question.help) box.append(el("p", { class: "atlas-note" }, question.help));
  for (const option of question.options) {
    const input = el("input", {
      type: question.several ? "checkbox" : "radio",
      name: question.key,
      value: option.key,
    });
    input.checked = (answers[question.key] || []).includes(option.key);
    const note = option.note ? el("span", { class: "atlas-note" }, ` ${option.note}`) : "";
    box.append(el("label", {}, input, " ", option.label, note));
  }
  return box;
}

/** Shows the advice, and returns it in a line; nothing where nothing was answered. */
function show(result, data, answers, root) {
  const link = (method) => el("a", { href: new URL(method.url, root).href }, method.name);
  if (!Object.keys(answers).length) {
    result.replaceChildren(el("p", {}, "Answer any question; the advice appears here and changes with each answer."));
    return "";
  }
  const advice = advise(data, situationOf(data, answers));
  const best = bestPerAxis(advice);
  const bySlug = new Map(data.methods.map((method) => [method.slug, method]));
  const parts = [el("h3", {}, "What fits, for each choice")];
  const axes = data.axes.filter(([key]) => best[key]);
  if (!axes.length) parts.push(el("p", {}, "Nothing stands out yet. Answer another question, or take an answer back."));
  for (const [key, label] of axes) {
    parts.push(el("h4", {}, label));
    parts.push(el("ol", { class: "atlas-advice" }, ...best[key].slice(0, 3).map((item) => card(item, link))));
  }
  const plan = stagedPlan(data, advice);
  parts.push(el("h3", {}, "A plan in stages"));
  parts.push(
    el("ol", { class: "atlas-plan" },
      ...data.stages.map((stage, number) => {
        const slug = plan[number][1];
        const told = bySlug.get(slug || stage.entry);
        const help = el("span", { class: "atlas-note" }, ` ${stage.help}`);
        return el("li", told ? {} : { class: "atlas-plan__none" }, el("strong", {}, stage.label), " ",
          told ? link(told) : "nothing stands out", help);
      })),
  );
  const excluded = advice.filter((item) => item.excluded.length);
  parts.push(
    el("details", {},
      el("summary", {}, `What was left out (${excluded.length}), and why`),
      el("ul", { class: "atlas-left-out" }, ...excluded.map((item) =>
        el("li", {}, link(item.method), el("ul", {}, ...item.excluded.map((why) => el("li", {}, why))))))),
  );
  result.replaceChildren(...parts);
  const first = advice.find((item) => !item.excluded.length && item.score > 0);
  return `${first ? `Best so far: ${first.method.name}` : "Nothing stands out yet"} · ${excluded.length} left out ↓`;
}

function card(item, link) {
  const sorted = [...item.reasons].sort((a, b) => b.weight - a.weight);
  const rows = sorted.map((reason) => {
    const good = reason.weight > 0;
    const sign = el("span", { class: good ? "atlas-for" : "atlas-against", "aria-hidden": "true" }, good ? "+" : "−");
    const said = reason.why || (good ? "improves" : "makes worse");
    const why = el("span", { class: "atlas-why" }, el("strong", {}, reason.label), /^[A-Z]/.test(reason.why) ? ". " : ": ", said);
    return el("li", {}, sign, el("span", { class: "atlas-hidden" }, good ? "For it: " : "Against it: "), why);
  });
  if (item.unknown.length) {
    const why = el("span", { class: "atlas-why" }, `Not known: ${item.unknown.join(", ").toLowerCase()}`);
    rows.push(el("li", { class: "atlas-unknown" }, el("span", { "aria-hidden": "true" }, "?"), why));
  }
  const score = el("span", { class: "atlas-score" }, `${item.score} ${item.score === 1 ? "point" : "points"}`);
  return el("li", {}, el("div", { class: "atlas-advice__head" }, link(item.method), score), el("ul", {}, ...rows));
}

function readForm(form, data) {
  const answers = {};
  const given = new FormData(form);
  for (const question of data.questions) {
    const keys = given.getAll(question.key);
    if (keys.length) answers[question.key] = keys;
  }
  return answers;
}

function readAddress(data) {
  const answers = {};
  const address = new URLSearchParams(location.search);
  for (const question of data.questions) {
    const known = question.options.map((option) => option.key);
    const keys = (address.get(question.key) || "").split(".").filter((key) => known.includes(key));
    if (keys.length) answers[question.key] = question.several ? keys : keys.slice(0, 1);
  }
  return answers;
}

function writeAddress(answers) {
  const address = new URL(location.href);
  address.search = new URLSearchParams(
    Object.entries(answers).map(([key, keys]) => [key, keys.join(".")]),
  ).toString();
  history.replaceState(history.state, "", address);
}
