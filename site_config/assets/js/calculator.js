// The cost calculator: the form of the page comes alive, its numbers live in the address.
import { breakEven, cents, perCall, standing, total, ways } from "./cost.js";

const NAMES = { prompt: "Long prompt", rag: "Retrieval", tuned: "Tuned model" };

export function start(place) {
  const form = place.querySelector("form");
  const inputs = [...form.querySelectorAll("input[type=number]")];
  const given = new URLSearchParams(location.search);
  for (const input of inputs) {
    input.dataset.start = input.value;
    const value = Number(given.get(input.name));
    if (given.has(input.name) && value >= 0 && value <= Number(input.max)) input.value = value;
  }
  const update = () => {
    const numbers = {};
    for (const input of inputs) {
      const valid = input.value !== "" && input.checkValidity();
      input.setAttribute("aria-invalid", String(!valid));
      numbers[input.name] = valid ? Number(input.value) : Number(input.dataset.start);
    }
    writeAddress(inputs);
    show(place, numbers);
  };
  form.addEventListener("input", update);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", (event) => {
    event.preventDefault();
    for (const input of inputs) input.value = input.dataset.start;
    update();
  });
  form.querySelector("button").hidden = false;
  update();
}

function writeAddress(inputs) {
  const address = new URL(location.href);
  const changed = inputs.filter((input) => input.value !== input.dataset.start && input.checkValidity());
  address.search = new URLSearchParams(changed.map((input) => [input.name, input.value])).toString();
  history.replaceState(history.state, "", address);
}

function show(place, numbers) {
  const all = ways(numbers);
  for (const [key, way] of Object.entries(all)) {
    write(place, `${key}-call`, `$${perCall(numbers, way).toPrecision(3)}`);
    write(place, `${key}-standing`, money(standing(numbers, way)));
    write(place, `${key}-total`, money(total(numbers, way, numbers.calls)));
  }
  write(place, "even-prompt", evenText(breakEven(numbers, all.prompt, all.tuned)));
  write(place, "even-rag", evenText(breakEven(numbers, all.rag, all.tuned)));
  for (const cell of place.querySelectorAll("[data-sensitivity]")) {
    const [name, value] = cell.dataset.sensitivity.split("=");
    const changed = { ...numbers, [name]: Number(value) };
    const other = ways(changed);
    cell.textContent = evenText(breakEven(changed, other.prompt, other.tuned));
  }
  draw(place.querySelector("svg"), numbers, all);
}

function write(place, name, text) {
  place.querySelector(`[data-out="${name}"]`).textContent = text;
}

function money(dollars) {
  return `$${(cents(dollars) / 100).toLocaleString("en-US", { minimumFractionDigits: 2 })}`;
}

function evenText(calls) {
  if (calls === null) return "never";
  if (calls === 0) return "from the first call";
  return `from ${Math.ceil(calls).toLocaleString("en-US")} calls a month`;
}

function draw(svg, numbers, all) {
  const even = breakEven(numbers, all.prompt, all.tuned);
  const most = Math.max(numbers.calls * 2, Math.min(even ?? 0, numbers.calls * 50) * 1.5, 1);
  const highest = Math.max(...Object.values(all).map((way) => total(numbers, way, most)), 1);
  const x = (calls) => 70 + (calls / most) * 620;
  const y = (dollars) => 290 - (dollars / highest) * 260;
  for (const [key, way] of Object.entries(all)) {
    const line = svg.querySelector(`[data-line="${key}"]`);
    line.setAttribute("x1", x(0));
    line.setAttribute("y1", y(total(numbers, way, 0)));
    line.setAttribute("x2", x(most));
    line.setAttribute("y2", y(total(numbers, way, most)));
    const label = svg.querySelector(`[data-label="${key}"]`);
    label.setAttribute("x", x(most) + 6);
    label.setAttribute("y", y(total(numbers, way, most)) + 4);
    label.textContent = NAMES[key];
  }
  svg.querySelector("[data-top]").textContent = `$${Math.round(highest).toLocaleString("en-US")}`;
  svg.querySelector("[data-right]").textContent = Math.round(most).toLocaleString("en-US");
  const mark = svg.querySelector("[data-even]");
  const shown = even !== null && even > 0 && even <= most;
  mark.setAttribute("visibility", shown ? "visible" : "hidden");
  if (shown) for (const name of ["x1", "x2"]) mark.setAttribute(name, x(even));
}
