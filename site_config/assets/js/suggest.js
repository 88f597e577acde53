// The form for a new entry: fields from the schema, the file as it grows, what is missing, and
// the way to hand it in. Nothing leaves the page before the reader presses a button.
import { check, complete } from "./check.js";
import { el, setAddress } from "./dom.js";
import { button, properties, sentence } from "./form_fields.js";
import { yamlFile } from "./yaml_text.js";

const LONGEST = 8000; // characters of an address that the repository's host still takes
const KINDS = { term: "A term", method: "A method", comparison: "A comparison", guide: "A guide" };
const UNASKED = ["schema_version", "former_slugs"]; // nothing for a new entry

export async function start(place) {
  const root = new URL(place.dataset.root, location.href);
  const data = await (await fetch(new URL("data/suggest.json", root))).json();
  const wanted = new URLSearchParams(location.search).get("kind");
  const kinds = Object.keys(KINDS).filter((kind) => kind in data.kinds);
  const select = el("select", { id: "suggest-kind" }, ...kinds.map((kind) => el("option", { value: kind }, KINDS[kind])));
  if (kinds.includes(wanted)) select.value = wanted;
  const body = el("div", {});
  const show = () => entry(body, data, select.value, { root, newFile: place.dataset.new });
  select.addEventListener("change", () => (setAddress(`kind=${select.value}`), show()));
  place.replaceChildren(el("div", { class: "atlas-field" }, el("label", { for: "suggest-kind" }, "What would you like to add?"), select), body);
  show();
}

function entry(place, data, kind, site) {
  const { schema, folder } = data.kinds[kind];
  const kept = restore(kind);
  const form = { defs: schema.$defs || {}, places: new Map(), all: false, changed: () => update() };
  const always = inOrder([...schema.required, ...(kind === "term" ? ["explanation"] : [])]);
  const shape = { ...schema, properties: Object.fromEntries(Object.entries(schema.properties).filter(([name]) => name === "schema_version" || !UNASKED.includes(name))) };
  const all = properties(form, shape, kept, always);
  const out = output(site, () => ((form.all = true), update()));
  const [needed, more] = [[], []];
  for (const [name, one] of all.made) if (one.element) (always.includes(name) ? needed : more).push(one.element);
  const rest = el("details", { class: "atlas-more" }, el("summary", {}, "More fields"), ...more);
  rest.open = Boolean(kept && Object.keys(kept).some((name) => !always.includes(name)));
  const fields = el("form", { class: "atlas-suggest__form", "aria-label": KINDS[kind], novalidate: "" }, ...needed, rest,
    button("Start again", () => (forget(kind), entry(place, data, kind, site))));
  fields.addEventListener("submit", (event) => event.preventDefault());
  proposeSlug(all.made, kind);
  place.replaceChildren(el("div", { class: "atlas-suggest__columns" }, fields, out.element));

  function update() {
    const value = all.read();
    const problems = [...check(schema, value, data.messages)];
    const known = new Set(problems.map((one) => one.field));
    problems.push(...complete(kind, value, data.needs, data.messages).filter((one) => !known.has(one.field)));
    const order = [...all.made.keys()];
    const rank = (one) => order.indexOf(one.field.split(/[.[]/)[0]);
    problems.sort((a, b) => rank(a) - rank(b));
    form.places.clear();
    all.mark("", problems);
    keep(kind, value);
    out.show({
      path: `content/${folder}/${value.slug || "…"}.yaml`,
      text: yamlFile(value, `${kind}.schema.json`),
      taken: data.taken[value.slug],
      problems,
      go: (field) => reveal(form, field, rest),
    });
  }
  update();
}

// The slug comes of what it is made from, so it stands behind that.
function inOrder(names) {
  const rest = names.filter((name) => name !== "slug");
  rest.splice(Math.max(rest.indexOf("name"), rest.indexOf("b")) + 1, 0, "slug");
  return rest;
}

// The field of a message, or the nearest part around it; folded parts are opened.
function reveal(form, field, rest) {
  let path = field;
  while (path && !form.places.has(path)) path = path.replace(/(\.[^.[\]]*|\[\d+\])$|^[^.[]+$/, "");
  const found = form.places.get(path);
  if (!found) return;
  if (rest.contains(found.element)) rest.open = true;
  found.focus();
}

// The slug follows the name until somebody writes one; that of a pair follows its parts.
function proposeSlug(made, kind) {
  const slug = made.get("slug").input;
  const from = kind === "comparison" ? [made.get("a"), made.get("b")] : [made.get("name")];
  let last = slug.value;
  const propose = () => {
    if (slug.value !== last) return;
    const words = from.map((one) => slugOf(one.read() || ""));
    last = slug.value = kind === "comparison" ? words.filter(Boolean).sort().join("--") : words[0];
  };
  for (const one of from) one.input.addEventListener("input", propose, { capture: true });
}

export function slugOf(name) {
  const bare = name.replace(/\s*\([^)]*\)\s*$/, "").normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  return bare.replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "").slice(0, 60).replace(/-$/, "");
}

// The file, what is missing, and the ways to hand it in.
function output(site, showAll) {
  const title = el("h2", { id: "suggest-file" }, "The file");
  const path = el("p", { class: "atlas-note" });
  const code = el("code", {});
  const news = el("p", { class: "atlas-note", role: "status" });
  const count = el("p", { class: "atlas-suggest__count", role: "status" });
  const missing = el("ul", { class: "atlas-missing" });
  const taken = el("p", {});
  const open = el("a", { class: "md-button md-button--primary", target: "_blank", rel: "noopener" }, "Propose this file");
  const copy = button("Copy", async () => {
    await navigator.clipboard.writeText(now.text).then(() => (news.textContent = "Copied."), () => (news.textContent = "Copying failed: mark the text instead."));
  });
  const download = button("Download", () => {
    const link = el("a", { download: now.path.split("/").pop(), href: URL.createObjectURL(new Blob([now.text], { type: "text/yaml" })) });
    link.click();
    URL.revokeObjectURL(link.href);
    news.textContent = `Saved as ${link.download}; its place is ${now.path}.`;
  });
  let now = { text: "", path: "" };
  open.addEventListener("click", (event) => {
    if (!now.problems.length) return;
    event.preventDefault();
    showAll();
    now.go(now.problems[0].field);
  });
  const element = el("section", { class: "atlas-suggest__out", "aria-labelledby": "suggest-file" }, title, path,
    el("pre", { class: "atlas-code", tabindex: "0" }, code), taken, count, missing,
    el("p", { class: "atlas-suggest__ways" }, ...(site.newFile ? [open] : []), copy, download), news);
  return {
    element,
    show(next) {
      now = next;
      path.textContent = next.path;
      code.textContent = next.text;
      news.textContent = "";
      taken.replaceChildren(...(next.taken ? ["There is an entry of that name: ", el("a", { href: new URL(next.taken, site.root).href }, next.taken)] : []));
      if (site.newFile) handIn(open, news, site.newFile, next);
      const number = next.problems.length;
      const text = number ? `${number} ${number === 1 ? "thing is" : "things are"} missing or wrong` : "The form finds nothing missing. The checks of the repository look at the rest, such as sources.";
      if (count.textContent !== text) count.textContent = text;
      // A list that stays the same keeps its links, for one of them may have the focus.
      const listed = JSON.stringify(next.problems);
      if (listed === missing.dataset.listed) return;
      missing.dataset.listed = listed;
      missing.replaceChildren(...next.problems.map((one) => {
        const link = el("a", { href: "#suggest-file" }, one.field);
        link.addEventListener("click", (event) => (event.preventDefault(), event.stopPropagation(), next.go(one.field)));
        return el("li", {}, link, ": ", sentence({ ...one, field: "" }));
      }));
    },
  };
}

function handIn(link, news, newFile, { path, text, problems }) {
  const bare = `${newFile}?${new URLSearchParams({ filename: path })}`;
  const full = `${bare}&${new URLSearchParams({ value: text })}`;
  const fits = full.length <= LONGEST;
  link.href = fits ? full : bare;
  if (!fits && !problems.length) news.textContent = "The file is too long to travel in a link: copy it first, then paste it into the page that opens.";
}

const key = (kind) => `atlas-suggest-${kind}`;

// What was written stays while this tab is open; storage may be switched off.
function keep(kind, value) {
  try {
    sessionStorage.setItem(key(kind), JSON.stringify(value));
  } catch { /* then it does not stay */ }
}

function restore(kind) {
  try {
    return JSON.parse(sessionStorage.getItem(key(kind))) || undefined;
  } catch {
    return undefined;
  }
}

function forget(kind) {
  try {
    sessionStorage.removeItem(key(kind));
  } catch { /* nothing was kept */ }
}
