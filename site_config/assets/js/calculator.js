// The cost calculator: the form of the page comes alive, its numbers live in the address.
import { breakEven, cents, perCall, standing, total, ways } from "./cost.js";
import { drawBars, drawLines } from "./cost_picture.js";

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
  const even = breakEven(numbers, all.prompt, all.tuned);
  write(place, "even-prompt", evenText(even));
  write(place, "even-rag", evenText(breakEven(numbers, all.rag, all.tuned)));
  drawLines(place.querySelector("svg"), numbers, all);
  drawBars(place.querySelector(".atlas-sensitivity"), numbers, even);
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
