// The table of all methods comes alive: sort, search, filter, choose columns, take it away as CSV.
// The rows of the page stay the same elements; state lives in the address.
import { el, setAddress } from "./dom.js";
import { cellText, csv, finds, fold, misses, readState, sorted, standard, writeState } from "./explore.js";
import { controls } from "./explorer_form.js";

export async function start(place) {
  const response = await fetch(new URL(`data/explorer${place.dataset.part || ""}.json`, new URL(place.dataset.root, location.href)));
  if (!response.ok) return;
  const data = await response.json();
  const table = new Table(place.querySelector("table"), data);
  if (!table.complete) return; // page and data are of different builds; the page alone is right
  const state = readState(data, new URLSearchParams(location.search));
  const update = () => {
    setAddress(writeState(data, state));
    table.show(state);
    form.report(table.report(state), Object.keys(state.chosen).length);
  };
  const form = controls(data, state, {
    update,
    copy: () => copy(csv(table.lines(state)), form),
    download: () => download(csv(table.lines(state))),
  });
  table.onSort = (key) => {
    state.sort = next(state.sort, key);
    update();
  };
  place.prepend(form.element);
  place.classList.add("atlas-explorer--live");
  table.show(state);
  form.report(table.report(state), Object.keys(state.chosen).length);
}

const FIRST = 30; // rows, more than most screens show; these decide how soon an action is seen
const NEXT = 80; // rows at a time after that

/** A header goes from ascending to descending to the order of the page. */
function next(sort, key) {
  if (sort?.key !== key) return { key, down: false };
  return sort.down ? null : { key, down: true };
}

class Table {
  constructor(table, data) {
    this.table = table;
    this.data = data;
    this.body = table.tBodies[0];
    const elements = new Map([...this.body.rows].map((row) => [row.dataset.slug, row]));
    this.rows = data.rows.map((row) => ({
      element: elements.get(row.slug),
      words: fold([row.name, ...row.also, row.summary].join(" \n ")),
      shown: true,
      why: "",
      note: null,
    }));
    this.complete = elements.size === this.rows.length && this.rows.every((row) => row.element);
    if (!this.complete) return;
    this.order = this.rows.map((row) => row.element);
    this.headers = this.makeHeaders();
    this.present = new Map(standard(data).map((key, number) => [key, number + 1])); // key -> place in a row
    this.visible = new Set(this.present.keys());
  }

  makeHeaders() {
    const cells = [...this.table.tHead.rows[0].cells];
    return new Map(["name", ...standard(this.data)].map((key, number) => [key, this.header(key, cells[number])]));
  }

  header(key, cell) {
    const button = el("button", { type: "button" }, cell.textContent);
    button.addEventListener("click", () => this.onSort(key));
    cell.replaceChildren(button);
    return cell;
  }

  show(state) {
    this.showColumns(state.columns);
    this.showSort(state.sort);
    const [full, rest, counts] = [[], [], []];
    for (const place of sorted(this.data, state.sort)) {
      const row = this.rows[place];
      const found = finds(row.words, state.query);
      const against = found ? misses(this.data, this.data.rows[place], state.chosen) : [];
      const why = against.join("; ");
      counts[place] = against.length;
      this.dim(row, why);
      row.shown = found && !(state.full && why);
      (why || !found ? rest : full).push(place);
    }
    if (!state.sort) rest.sort((a, b) => counts[a] - counts[b]); // the nearest first
    this.places = [...full, ...rest];
    this.arrange(this.places.map((place) => this.rows[place]).filter((row) => row.shown).map((row) => row.element));
  }

  /** Laying rows out is what costs time: the first screens come at once, the others right after. */
  arrange(order) {
    const same = order.length === this.order.length && order.every((element, number) => element === this.order[number]);
    if (same) return;
    this.order = order;
    clearTimeout(this.timer);
    this.body.replaceChildren(...order.slice(0, FIRST));
    this.fill(FIRST);
  }

  fill(from) {
    if (from >= this.order.length) return;
    this.timer = setTimeout(() => {
      this.body.append(...this.order.slice(from, from + NEXT));
      this.fill(from + NEXT);
    });
  }

  dim(row, why) {
    if (row.why === why) return;
    row.why = why;
    row.element.classList.toggle("atlas-dimmed", why !== "");
    row.note ??= el("span", { class: "atlas-miss" });
    row.note.textContent = why;
    if (why) row.element.cells[0].append(row.note);
    else row.note.remove();
  }

  showSort(sort) {
    for (const [key, cell] of this.headers) {
      if (key === sort?.key) cell.setAttribute("aria-sort", sort.down ? "descending" : "ascending");
      else cell.removeAttribute("aria-sort");
    }
  }

  showColumns(columns) {
    this.data.columns.forEach(([key, label], number) => {
      const visible = columns.has(key);
      if (visible && !this.present.has(key)) this.addColumn(key, label, number);
      else if (visible !== this.visible.has(key)) this.toggleColumn(key, visible);
    });
    this.visible = new Set(columns);
    this.table.style.minWidth = `${9 + 6.5 * columns.size}rem`;
  }

  addColumn(key, label, number) {
    const cell = el("th", { scope: "col" }, label);
    this.table.tHead.rows[0].append(cell);
    this.headers.set(key, this.header(key, cell));
    this.rows.forEach((row, place) => row.element.append(bodyCell(this.data.rows[place].cells[number])));
    this.present.set(key, this.present.size + 1);
  }

  toggleColumn(key, visible) {
    const place = this.present.get(key);
    this.headers.get(key).hidden = !visible;
    for (const row of this.rows) row.element.cells[place].hidden = !visible;
  }

  report(state) {
    const all = this.rows.length;
    const found = this.rows.filter((row) => row.shown);
    const full = found.filter((row) => !row.why).length;
    const filtered = Object.keys(state.chosen).length > 0;
    if (!filtered && !state.query.trim()) return `${all} methods`;
    if (!filtered) return full ? `${full} of ${all} methods` : "No method has these words";
    const dimmed = found.length - full;
    const rest = dimmed ? `; ${dimmed} more ${dimmed === 1 ? "is" : "are"} dimmed, with the reason` : "";
    return `${full || "No"} of ${all} methods fit${rest}`.replace(/^No of \d+ methods/, "No methods");
  }

  /** What is shown, as text: the columns from left to right, and the rows that are not hidden. */
  lines(state) {
    const columns = [...this.present].filter(([key]) => this.visible.has(key)).map(([key]) => key);
    const numbers = columns.map((key) => this.data.columns.findIndex((column) => column[0] === key));
    const judged = Object.keys(state.chosen).length > 0;
    const head = ["Method", ...numbers.map((number) => this.data.columns[number][1])];
    const body = this.places.filter((place) => this.rows[place].shown).map((place) => {
      const row = this.data.rows[place];
      const line = [row.name, ...numbers.map((number) => cellText(row.cells[number]))];
      return judged ? [...line, this.rows[place].why || "Fits"] : line;
    });
    return [judged ? [...head, "Match"] : head, ...body];
  }
}

function bodyCell(cell) {
  if (!cell) return el("td", {}, el("span", { class: "atlas-unknown" }, "Not known"));
  const box = el("td", {}, cell[0]);
  if (cell[1]) box.append(" ", el("span", { class: "atlas-numbers", title: cell[4] || "" }, cell[1]));
  return box;
}

async function copy(text, form) {
  try {
    await navigator.clipboard.writeText(text);
    form.say(`Copied ${text.split("\r\n").length - 2} rows as CSV`);
  } catch {
    form.say("The browser did not allow copying; download the CSV instead");
  }
}

function download(text) {
  // The mark at the start tells spreadsheets that the text is UTF-8.
  const address = URL.createObjectURL(new Blob(["\ufeff", text], { type: "text/csv;charset=utf-8" }));
  el("a", { href: address, download: "methods.csv" }).click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}
