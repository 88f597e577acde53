// Any two to four methods side by side. The choice lives in the address; nothing leaves the page.
import { el } from "./dom.js";
import { picker } from "./picker.js";
import { evenText } from "./even.js";
import { differs, ends } from "./difference.js";

const MOST = 4;

export async function start(place) {
  const root = new URL(place.dataset.root, location.href);
  const response = await fetch(new URL("data/compare.json", root));
  if (!response.ok) return;
  const data = await response.json();
  const bySlug = new Map(data.methods.map((method) => [method.slug, method]));
  const state = readAddress(bySlug);
  const groups = new Map(data.groups);
  const options = data.methods
    .map((m) => ({ slug: m.slug, name: m.name, aliases: m.aliases, group: groups.get(m.group) }))
    .sort((a, b) => a.name.localeCompare(b.name, "en"));
  const view = { data, bySlug, root, state };

  const field = picker("Add a method", options, (slug) => change([...state.chosen, slug]));
  const chips = el("ul", { class: "atlas-chosen", "aria-label": "Methods compared" });
  const only = el("input", { type: "checkbox", name: "only" });
  only.checked = state.only;
  const onlyLabel = el("label", { class: "atlas-only" }, only, " Only rows that differ");
  const clear = el("button", { type: "button", class: "md-button" }, "Start again");
  const news = el("p", { class: "atlas-news", role: "status" });
  const result = el("div", { class: "atlas-compare__result" });
  const form = el("form", { class: "atlas-compare__form", "aria-label": "Methods to compare" },
    field.box, chips, el("div", { class: "atlas-compare__more" }, onlyLabel, clear));

  function change(slugs) {
    const before = state.chosen;
    state.chosen = slugs.slice(0, MOST);
    writeAddress(state);
    draw();
    const added = state.chosen.find((slug) => !before.includes(slug));
    const gone = before.find((slug) => !state.chosen.includes(slug));
    const what = added ? `${bySlug.get(added).short} added. ` : gone ? `${bySlug.get(gone).short} removed. ` : "";
    news.textContent = what + summary(view);
  }
  function draw() {
    chips.replaceChildren(...state.chosen.map((slug) => chip(bySlug.get(slug), () => {
      change(state.chosen.filter((other) => other !== slug));
      (field.input.disabled ? clear : field.input).focus();
    })));
    field.limit(state.chosen, state.chosen.length >= MOST);
    onlyLabel.hidden = state.chosen.length < 2;
    clear.hidden = !state.chosen.length;
    result.replaceChildren(...content(view, change));
  }
  only.addEventListener("change", () => {
    state.only = only.checked;
    writeAddress(state);
    draw();
    news.textContent = summary(view);
  });
  clear.addEventListener("click", () => {
    change([]);
    field.input.focus();
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  place.replaceChildren(form, news, result);
  draw();
  news.textContent = summary(view);
}

function readAddress(bySlug) {
  const address = new URLSearchParams(location.search);
  const known = (address.get("m") || "").split(".").filter((slug) => bySlug.has(slug));
  return { chosen: [...new Set(known)].slice(0, MOST), only: address.get("only") === "1" };
}

function writeAddress(state) {
  const address = new URL(location.href);
  const parts = [];
  if (state.chosen.length) parts.push(`m=${state.chosen.join(".")}`);
  if (state.only) parts.push("only=1");
  address.search = parts.join("&");
  history.replaceState(history.state, "", address);
}

function chip(method, remove) {
  const button = el("button", { type: "button", "aria-label": `Remove ${method.short}` }, "×");
  button.addEventListener("click", remove);
  return el("li", {}, el("span", {}, method.short), button);
}

function chosenOf(view) {
  return view.state.chosen.map((slug) => view.bySlug.get(slug));
}

function summary(view) {
  const chosen = chosenOf(view);
  if (chosen.length < 2) return chosen.length ? "Add at least one more method." : "Add two to four methods.";
  let count = 0;
  let unlike = 0;
  for (const section of view.data.sections) {
    section.rows.forEach(([, marked], index) => {
      if (!marked) return;
      const cells = chosen.map((m) => m.cells[section.key][index]);
      if (!cells.some(Boolean)) return;
      count += 1;
      unlike += differs(cells) === "differs";
    });
  }
  return `${chosen.map((m) => m.short).join(", ")}: ${unlike} of ${count} properties differ.`;
}

function content(view, change) {
  const chosen = chosenOf(view);
  if (chosen.length < 2) return [suggestions(view, chosen[0], change)];
  return [...relation(view, chosen), table(view, chosen)];
}

function suggestions(view, first, change) {
  const { data, bySlug } = view;
  const box = el("div", { class: "atlas-compare__empty" });
  const button = (label, slugs) => {
    const made = el("button", { type: "button" }, label);
    made.addEventListener("click", () => change(slugs));
    return el("li", {}, made);
  };
  if (!first) {
    const pairs = Object.entries(data.pairs).filter(([, pair]) => pair.summary).slice(0, 8);
    box.append(el("p", {}, "Often compared:"),
      el("ul", {}, ...pairs.map(([slug, pair]) => button(pair.title, slug.split("--")))));
    return box;
  }
  const near = data.methods.filter((m) => m.axis === first.axis && m.slug !== first.slug).map((m) => m.slug);
  const slugs = [...new Set([...first.instead, ...near, ...first.combines])].slice(0, 10);
  box.append(el("p", {}, `Compare ${first.short} with:`),
    el("ul", {}, ...slugs.map((slug) => button(bySlug.get(slug).short, [first.slug, slug]))));
  return box;
}

// What the methods are to each other, before any row: rivals, parts of one another, or companions.
function relation(view, chosen) {
  const { data, bySlug, root } = view;
  const parts = [];
  for (const [a, b] of couples(chosen)) {
    const [inner, outer] = isPart(bySlug, a, b) ? [a, b] : isPart(bySlug, b, a) ? [b, a] : [];
    if (inner) parts.push(note(`${inner.short} is part of ${outer.short}.`,
      "The numbers of a family reach from the lowest to the highest of its members."));
  }
  const axes = [...new Set(chosen.map((m) => m.axis))];
  if (axes.length > 1) {
    const told = axes.map((axis) => `${names(chosen.filter((m) => m.axis === axis))}: “${data.axes[axis].toLowerCase()}”`);
    parts.push(note(axes.length === chosen.length ? (chosen.length === 2 ? "Different axes, use both." : "Different axes, no rivals.") : "Not all of these are rivals.",
      `${told.join("; ")}. Methods on different axes do not rule each other out.`));
  }
  const together = couples(chosen).filter(([a, b]) => a.combines.includes(b.slug));
  if (together.length) parts.push(note("Used together:", `${together.map(([a, b]) => `${a.short} and ${b.short}`).join("; ")}.`));
  for (const [a, b] of couples(chosen)) {
    const pair = data.pairs[[a.slug, b.slug].sort().join("--")];
    if (pair) parts.push(verdict(pair, root));
  }
  if (data.months !== null) parts.push(breakEven(view, chosen));
  return parts;
}

function breakEven({ data, root }, chosen) {
  const texts = couples(chosen).map(([a, b]) => evenText(a, b, data.months));
  const known = texts.filter((text) => !text.startsWith("No break-even"));
  // Without a cost nothing pays off; each method says once what is missing.
  const missing = [...new Set(chosen.filter((m) => typeof m.cost === "string").map((m) => `${m.short} ${m.cost}.`))];
  const link = el("a", { href: new URL("cost/", root).href }, "Calculate with your own numbers");
  return el("div", { class: "atlas-even" },
    el("p", {}, el("strong", {}, "Break-even. "), known.length > 1 ? "" : known[0] || "It cannot be said for these methods."),
    ...(known.length > 1 ? [el("ul", {}, ...known.map((text) => el("li", {}, text)))] : []),
    el("p", { class: "atlas-note" },
      known.length ? "Estimates, with the prices and the period the calculator starts from, no cache, and nothing done again within the period. " : "",
      missing.length ? `Not reckoned: ${missing.join(" ")} ` : "", link));
}

function verdict(pair, root) {
  const link = el("a", { href: new URL(pair.url, root).href }, pair.title);
  if (!pair.summary) return el("p", { class: "atlas-verdict" }, "On a page of their own: ", link);
  const more = el("details", {}, el("summary", {}, "When each wins"),
    el("ul", {}, ...pair.choose.map(([name, text]) => el("li", {}, el("strong", {}, `${name}. `), text))));
  return el("div", { class: "atlas-verdict" }, el("p", {}, el("strong", {}, "Verdict: "), link, ` ${pair.summary}`), more);
}

function note(title, text) {
  return el("div", { class: "atlas-banner" }, el("strong", {}, title), ` ${text}`);
}

function names(methods) {
  return methods.map((m) => m.short).join(", ");
}

function couples(items) {
  return items.flatMap((a, index) => items.slice(index + 1).map((b) => [a, b]));
}

function isPart(bySlug, inner, outer) {
  for (let m = inner; m && m.parent; m = bySlug.get(m.parent)) if (m.parent === outer.slug) return true;
  return false;
}

function table(view, chosen) {
  const head = el("tr", {}, el("td", {}), ...chosen.map((m) =>
    el("th", { scope: "col" }, el("a", { href: new URL(m.url, view.root).href }, m.name))));
  const bodies = view.data.sections.map((section) => body(view, section, chosen)).filter(Boolean);
  const made = el("table", { class: "atlas-table atlas-table--across atlas-side" },
    el("caption", {}, `${names(chosen)}, side by side`), el("thead", {}, head), ...bodies);
  if (!bodies.length) return el("p", {}, "No property differs as far as is known.");
  return el("div", { class: "atlas-scroll", role: "region", tabindex: "0", "aria-label": "Comparison" }, made);
}

function body(view, section, chosen) {
  const rows = section.rows.flatMap(([label, marked], index) => {
    const cells = chosen.map((m) => m.cells[section.key][index]);
    if (!cells.some(Boolean)) return [];
    const state = marked ? differs(cells) : "";
    if (view.state.only && state !== "differs") return [];
    return [row(label, state, cells, chosen)];
  });
  if (!rows.length) return null;
  const heading = el("th", { colspan: String(chosen.length + 1), scope: "rowgroup" }, section.label);
  return el("tbody", {}, el("tr", { class: "atlas-side__section" }, heading), ...rows);
}

const MARKS = { differs: "≠ differs", same: "= same", unknown: "? partly not known" };

function row(label, state, cells, chosen) {
  const head = el("th", { scope: "row" }, label);
  if (state) head.append(el("span", { class: `atlas-mark atlas-mark--${state}` }, MARKS[state]));
  const tags = state ? ends(cells) : [];
  return el("tr", state === "differs" ? { class: "atlas-differs" } : {}, head, ...cells.map((cell, index) => {
    const td = el("td", { "data-label": chosen[index].short });
    td.append(...cellParts(cell, tags[index]));
    return td;
  }));
}

function cellParts(cell, tag) {
  if (!cell) return [el("span", { class: "atlas-unknown" }, "Not known")];
  if (cell.items) return [el("ul", {}, ...cell.items.map(([name, text]) =>
    el("li", {}, ...(name ? [el("strong", {}, `${name}. `)] : []), text)))];
  const parts = [cell.text];
  if (tag) parts.push(" ", el("span", { class: "atlas-end" }, tag));
  if (cell.numbers) parts.push(" ", el("span", { class: "atlas-numbers" }, cell.numbers));
  if (cell.note) parts.push(" ", el("span", { class: "atlas-help" }, cell.note));
  return parts;
}
