// Definitions on top of the theme's search: entries whose name or alias was typed, slips included.
// Loaded, with its data, when the search is opened for the first time.
import { el } from "./dom.js";
import { find, prepare } from "./finder.js";

export async function start(input) {
  const root = new URL("../", import.meta.url);
  const result = document.querySelector(".md-search-result");
  if (!result) return;
  const response = await fetch(new URL("data/names.json", root));
  if (!response.ok) return;
  const entries = prepare(await response.json());
  const news = el("p", { role: "status", class: "atlas-hidden" });
  const list = el("ul", {});
  const box = el("section", { class: "atlas-found", "aria-label": "Definitions" }, news, list);
  // The theme takes the first child for its count and the last for its list.
  result.firstElementChild.after(box);
  const again = (text) => {
    input.value = text;
    input.dispatchEvent(new Event("keyup", { bubbles: true }));
    input.focus();
    show();
  };
  let shown = "";
  const show = () => {
    const query = input.value.slice(0, 100);
    if (query === shown) return;
    shown = query;
    const found = find(entries, query);
    list.replaceChildren(...found.map((item, place) => card(item, place, root, again)));
    box.hidden = !found.length;
    news.textContent = found.length ? `Defined here: ${found.map((item) => item.entry.name).join(", ")}` : "";
  };
  for (const name of ["input", "keyup", "change", "focus"]) input.addEventListener(name, show);
  input.form.addEventListener("reset", () => setTimeout(show));
  show();
  box.hidden = !list.children.length;
}

function card({ entry, form, near }, place, root, again) {
  // The theme opens the link with the highest score on Enter.
  const name = el("span", { class: "atlas-found__name", "data-md-score": String(1e6 - place) }, entry.name);
  const link = el("a", { href: new URL(entry.url, root).href, tabindex: "-1" }, name,
    ...(!entry.name.toLowerCase().includes(form.toLowerCase()) ? [el("span", { class: "atlas-note" }, ` also ${form}`)] : []),
    el("span", { class: "atlas-found__text" }, entry.definition));
  const item = el("li", {}, link);
  if (near) {
    const button = el("button", { type: "button" }, `Search for “${form}” instead`);
    button.addEventListener("click", () => again(form));
    item.append(button);
  }
  return item;
}
