// A field that finds a method by name or alias and hands over the one that was chosen.
// Follows the combobox pattern: focus stays in the field, the list is walked with the arrows.
import { el } from "./dom.js";

export function picker(label, options, chosen) {
  const input = el("input", {
    type: "text", id: "pick", role: "combobox", autocomplete: "off", spellcheck: "false",
    "aria-expanded": "false", "aria-controls": "pick-list", "aria-autocomplete": "list", "aria-describedby": "pick-help",
  });
  const list = el("ul", { id: "pick-list", role: "listbox", "aria-label": label });
  const help = el("span", { id: "pick-help", class: "atlas-note" });
  list.hidden = true;
  const box = el("div", { class: "atlas-picker" }, el("label", { for: "pick" }, label), input, list, help);
  let shown = [];
  let active = -1;
  let taken = new Set();

  const close = () => {
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const choose = (option) => {
    input.value = "";
    close();
    chosen(option.slug);
  };
  const mark = (number) => {
    active = number;
    [...list.children].forEach((item, index) => item.setAttribute("aria-selected", String(index === active)));
    const item = list.children[active];
    if (!item || item.getAttribute("role") !== "option") return;
    input.setAttribute("aria-activedescendant", item.id);
    item.scrollIntoView({ block: "nearest" });
  };
  const open = () => {
    shown = find(options.filter((option) => !taken.has(option.slug)), input.value);
    const items = shown.map((option, index) => {
      const item = el("li", { role: "option", id: `pick-${index}`, "aria-selected": "false" }, option.name);
      if (option.hint) item.append(el("span", { class: "atlas-note" }, ` ${option.hint}`));
      item.addEventListener("mousedown", (event) => event.preventDefault());
      item.addEventListener("click", () => choose(option));
      return item;
    });
    if (!items.length) items.push(el("li", { role: "option", "aria-disabled": "true", "aria-selected": "false" }, "No method of that name"));
    list.replaceChildren(...items);
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    input.removeAttribute("aria-activedescendant");
    active = -1;
  };
  input.addEventListener("input", open);
  input.addEventListener("click", () => list.hidden && open());
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    const last = shown.length - 1;
    if (event.key === "Escape") {
      if (list.hidden) input.value = "";
      close();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) open();
      if (shown.length) mark(event.key === "ArrowDown" ? (active + 1) % shown.length : active > 0 ? active - 1 : shown.length - 1);
    } else if (event.key === "Enter" && !list.hidden) {
      event.preventDefault();
      // With one name left there is nothing more to say.
      if (active >= 0 && active <= last) choose(shown[active]);
      else if (input.value && shown.length) choose(shown[0]);
    }
  });
  return {
    box,
    input,
    limit(slugs, full) {
      taken = new Set(slugs);
      input.disabled = full;
      help.textContent = full ? "Four are the most. Remove one to add another." : "Type a name or another word for it, then Enter.";
    },
  };
}

// Names that begin with the words stand first, then names and aliases that hold them.
export function find(options, text) {
  const wanted = text.trim().toLowerCase();
  if (!wanted) return options.map((option) => ({ ...option, hint: option.group }));
  const found = [];
  for (const option of options) {
    const name = option.name.toLowerCase();
    const begins = option.aliases.find((other) => other.toLowerCase().startsWith(wanted));
    const alias = begins || option.aliases.find((other) => other.toLowerCase().includes(wanted));
    // Beginnings before middles, and the shorter alias first: it is nearer to what was typed.
    const rank = name.startsWith(wanted) ? 0 : begins ? 1 : name.includes(wanted) ? 2 : alias ? 3 : 4;
    if (rank < 4) {
      found.push({ ...option, rank, size: (begins || name).length, hint: rank % 2 ? `also ${alias}` : option.group });
    }
  }
  return found.sort((a, b) => a.rank - b.rank || a.size - b.size);
}
