// The pictures of the calculator: total cost by calls, and how far break-even moves.
// The numbers are those of generator/cost_view.py, which draws them for the starting values.
import { breakEven, total, ways } from "./cost.js";

const [LEFT, RIGHT, TOP, BOTTOM] = [66, 420, 30, 280];
const NAME_HEIGHT = 20;
const [FEWEST, MOST] = [2, 8];

/** The lines of total cost over calls a month; a dashed one marks break-even. */
export function drawLines(svg, numbers, all) {
  const even = breakEven(numbers, all.prompt, all.tuned);
  const most = Math.max(numbers.calls * 2, Math.min(even ?? 0, numbers.calls * 50) * 1.5, 1);
  const highest = Math.max(...Object.values(all).map((way) => total(numbers, way, most)), 1);
  const y = (dollars) => BOTTOM - (dollars / highest) * (BOTTOM - TOP);
  const ends = Object.entries(all).map(([key, way]) => [key, y(total(numbers, way, 0)), y(total(numbers, way, most))]);
  const names = apart(ends.map(([key, , end]) => [key, end + 4]));
  for (const [key, start, end] of ends) {
    set(svg.querySelector(`[data-line="${key}"]`), { x1: LEFT, y1: start, x2: RIGHT, y2: end });
    set(svg.querySelector(`[data-label="${key}"]`), { y: names.get(key) });
  }
  svg.querySelector("[data-top]").textContent = `$${Math.floor(highest + 0.5).toLocaleString("en-US")}`;
  svg.querySelector("[data-right]").textContent = Math.floor(most + 0.5).toLocaleString("en-US");
  const mark = svg.querySelector("[data-even]");
  const shown = even !== null && even > 0 && even <= most;
  mark.setAttribute("visibility", shown ? "visible" : "hidden");
  if (shown) for (const name of ["x1", "x2"]) set(mark, { [name]: LEFT + (even / most) * (RIGHT - LEFT) });
}

/** For each number the range of break-even while it alone goes from one end to the other. */
export function drawBars(place, numbers, now) {
  place.style.setProperty("--now", `${share(now)}%`);
  for (const row of place.querySelectorAll("[data-sensitivity]")) {
    const evens = [row.dataset.low, row.dataset.high].map((value) => evenWith(numbers, row.dataset.sensitivity, Number(value)));
    const [left, right] = evens.map(share).sort((a, b) => a - b);
    row.querySelectorAll("[data-end]").forEach((cell, end) => (cell.textContent = from(evens[end])));
    const bar = row.querySelector(".atlas-bar > span");
    bar.style.left = `${left}%`;
    bar.style.width = `${tenth(right - left)}%`;
  }
}

function evenWith(numbers, name, value) {
  const changed = { ...numbers, [name]: value };
  const other = ways(changed);
  return breakEven(changed, other.prompt, other.tuned);
}

function from(calls) {
  if (calls === null) return "never";
  return calls === 0 ? "first call" : Math.ceil(calls).toLocaleString("en-US");
}

function share(even) {
  if (even === null) return 100;
  const power = Math.log10(Math.max(even, 1));
  return Math.floor(1000 * Math.min(1, Math.max(0, (power - FEWEST) / (MOST - FEWEST))) + 0.5) / 10;
}

function apart(places) {
  const found = new Map();
  let free = 0;
  for (const [key, place] of [...places].sort((a, b) => a[1] - b[1])) {
    found.set(key, Math.max(place, free));
    free = found.get(key) + NAME_HEIGHT;
  }
  const over = Math.max(0, free - NAME_HEIGHT - BOTTOM - 4);
  return new Map([...found].map(([key, place]) => [key, place - over]));
}

function set(element, values) {
  for (const [name, value] of Object.entries(values)) element.setAttribute(name, String(tenth(value)));
}

function tenth(value) {
  return Math.round(value * 10) / 10;
}
