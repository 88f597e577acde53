// The form above the table of methods. It changes the state it is given and calls `act.update`.
import { el } from "./dom.js";
import { number } from "./explore.js";

const WIDE = 720; // from here on filters are open at the start

/** The form, with `report(text, filters)` for the count and `say(text)` for passing news. */
export function controls(data, state, act) {
  const resets = []; // each puts one field back to the state
  const search = el("input", { type: "search", id: "explorer-q", autocomplete: "off" });
  search.addEventListener("input", () => ((state.query = search.value), act.update()));
  resets.push(() => (search.value = state.query));
  const fields = data.filters.map((filter) => field(filter, state, act, resets));
  const filters = el("details", { class: "atlas-explorer__filters" }, el("summary", {}, "Filters"),
    el("p", { class: "atlas-note" }, "A method fits if the low end of its range does. What is not known never fits."),
    el("div", { class: "atlas-explorer__fields" }, ...fields));
  filters.open = innerWidth >= WIDE;
  const full = el("input", { type: "checkbox" });
  full.addEventListener("change", () => ((state.full = full.checked), act.update()));
  resets.push(() => (full.checked = state.full));
  const count = el("p", { class: "atlas-explorer__count", role: "status" });
  const news = el("p", { class: "atlas-note atlas-explorer__news", role: "status" });
  const clear = button("Clear all", () => {
    Object.assign(state, { query: "", chosen: {}, sort: null, full: false });
    resets.forEach((reset) => reset());
    act.update();
  });
  const element = el("form", { class: "atlas-explorer__form", "aria-label": "Find methods" },
    el("div", { class: "atlas-explorer__bar" },
      el("label", { for: "explorer-q" }, el("span", {}, "Search names and summaries"), search),
      columnPicker(data, state, act),
      button("Copy CSV", act.copy), button("Download CSV", act.download)),
    filters,
    el("div", { class: "atlas-explorer__bar" }, count,
      el("label", { class: "atlas-check" }, full, " Only what fits"), clear, news));
  element.addEventListener("submit", (event) => event.preventDefault());
  closePickers(element);
  resets.forEach((reset) => reset());
  return {
    element,
    say: (text) => (news.textContent = text),
    report: (text, active) => {
      count.textContent = text;
      news.textContent = "";
      filters.firstChild.textContent = active ? `Filters (${active})` : "Filters";
    },
  };
}

function field(filter, state, act, resets) {
  if (filter.kind === "any") return setField(filter, state, act, resets);
  return filter.kind === "number" ? numberField(filter, state, act, resets) : limitField(filter, state, act, resets);
}

function choose(state, key, value) {
  if (value === null || value.length === 0) delete state.chosen[key];
  else state.chosen[key] = value;
}

function setField(filter, state, act, resets) {
  const shown = el("span", { class: "atlas-pick__value" });
  const boxes = filter.options.map(([key]) => el("input", { type: "checkbox", value: key }));
  const label = () => {
    const labels = filter.options.filter((_, place) => boxes[place].checked).map((option) => option[1]);
    shown.textContent = labels.length > 1 ? `${labels[0]} + ${labels.length - 1}` : labels[0] || "Any";
  };
  const list = el("div", { class: "atlas-pick__list", role: "group", "aria-label": filter.label },
    ...boxes.map((box, place) => el("label", { class: "atlas-check" }, box, ` ${filter.options[place][1]}`)));
  list.addEventListener("change", () => {
    choose(state, filter.key, boxes.filter((box) => box.checked).map((box) => box.value));
    label();
    act.update();
  });
  resets.push(() => {
    for (const box of boxes) box.checked = (state.chosen[filter.key] || []).includes(box.value);
    label();
  });
  return picker(el("span", { class: "atlas-pick__label" }, filter.label), shown, list);
}

function limitField(filter, state, act, resets) {
  const select = el("select", { id: `explorer-${filter.key}` }, el("option", { value: "" }, "Any"),
    ...filter.options.map(([key, label]) => el("option", { value: key }, label)));
  select.addEventListener("change", () => {
    choose(state, filter.key, select.value);
    act.update();
  });
  resets.push(() => (select.value = state.chosen[filter.key] || ""));
  return el("label", { for: select.id }, el("span", {}, `${filter.label} at most`), select);
}

function numberField(filter, state, act, resets) {
  const input = el("input", { type: "number", id: `explorer-${filter.key}`, min: "0", step: "any", inputmode: "numeric", placeholder: "Any" });
  input.addEventListener("input", () => {
    const value = number(input.value);
    const empty = input.value === "" && !input.validity.badInput;
    input.setAttribute("aria-invalid", String(value === null && !empty));
    choose(state, filter.key, value);
    act.update();
  });
  resets.push(() => {
    input.value = state.chosen[filter.key] ?? "";
    input.setAttribute("aria-invalid", "false");
  });
  return el("label", { for: input.id }, el("span", {}, `${filter.label} at most (${filter.unit})`), input);
}

function columnPicker(data, state, act) {
  const shown = el("span", { class: "atlas-pick__value" });
  const count = () => (shown.textContent = `${state.columns.size + 1} of ${data.columns.length + 1}`);
  const list = el("div", { class: "atlas-pick__list", role: "group", "aria-label": "Columns" });
  for (const [key, label] of data.columns) {
    const box = el("input", { type: "checkbox", value: key });
    box.checked = state.columns.has(key);
    box.addEventListener("change", () => {
      state.columns[box.checked ? "add" : "delete"](key);
      count();
      act.update();
    });
    list.append(el("label", { class: "atlas-check" }, box, ` ${label}`));
  }
  count();
  return picker(el("span", { class: "atlas-pick__label" }, "Columns"), shown, list);
}

function picker(label, value, list) {
  return el("details", { class: "atlas-pick" }, el("summary", {}, label, " ", value), list);
}

/** An open list closes on Escape, and when the reader turns to something else. */
function closePickers(form) {
  const open = () => form.querySelectorAll(".atlas-pick[open]");
  form.addEventListener("keydown", (event) => {
    const list = event.key === "Escape" && event.target.closest(".atlas-pick[open]");
    if (!list) return;
    list.open = false;
    list.firstChild.focus();
  });
  const others = (event) => {
    for (const list of open()) if (!list.contains(event.target)) list.open = false;
  };
  form.addEventListener("focusin", others);
  form.addEventListener("pointerdown", others);
  form.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !form.contains(event.relatedTarget)) for (const list of open()) list.open = false;
  });
}

function button(label, action) {
  const element = el("button", { type: "button", class: "md-button" }, label);
  element.addEventListener("click", action);
  return element;
}
