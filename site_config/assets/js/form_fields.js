// Fields of a form made from a JSON Schema. Each has an `element`, `read()` for its value
// (undefined: left out), and `mark(path, told)` to show what is wrong at its place.
import { plain } from "./check.js";
import { el } from "./dom.js";

const NUMBER = /^[-+]?(\.\d+|\d+(\.\d*)?)([eE][-+]?\d{1,3})?$/;
const LONG = 300; // characters above which a text gets several lines
let count = 0;

export const label = (name) => `${name[0].toUpperCase()}${name.slice(1)}`.replaceAll("_", " ");

/** The field for a schema. `form`: {defs, changed, places}. `given`: a value to start from. */
export function field(form, schema, name, required, given) {
  const s = plain(schema, form.defs);
  if ("const" in s) return fixed(s.const);
  if (s.oneOf) return eitherNoneOr(form, s, name, given);
  if (s.enum) return choice(form, s, name, required, given);
  if (s.type === "boolean") return choice(form, { ...s, enum: [true, false] }, name, required, given);
  if (s.type === "array") {
    const items = plain(s.items, form.defs);
    if (items.enum) return boxes(form, s, items, name, required, given);
    return items.type === "string" ? lines(form, s, name, required, given) : group(form, s, items, name, given);
  }
  if (s.properties) return required ? section(form, s, name, given) : optional(form, s, name, given);
  if (s.type === "object") return pairs(form, s, name, given);
  return line(form, s, name, required, given);
}

const fixed = (value) => ({ read: () => value, mark: () => {} });

// A label, an input, its help and the place of its messages.
function framed(form, s, name, required, input) {
  count += 1;
  const id = `suggest-${count}`;
  const help = el("span", { id: `${id}-help`, class: "atlas-note" }, describe(s));
  const told = el("span", { id: `${id}-told`, class: "atlas-told" });
  const words = el("label", { for: id }, label(name), ...(required ? [" ", el("span", { class: "atlas-needed" }, "needed")] : []));
  input.id = id;
  input.setAttribute("aria-describedby", `${help.id} ${told.id}`);
  if (required) input.setAttribute("aria-required", "true");
  const element = el("div", { class: "atlas-field" }, words, help, input, told);
  let touched = false;
  input.addEventListener("input", form.changed);
  input.addEventListener("focusout", () => ((touched = true), form.changed()));
  return {
    element,
    focus: () => input.focus(),
    mark(path, problems) {
      form.places.set(path, this);
      const mine = problems.filter((one) => one.field === path || one.field.startsWith(`${path}[`));
      const shown = touched || form.all ? mine : [];
      input.setAttribute("aria-invalid", String(shown.length > 0));
      told.replaceChildren(...shown.map((one) => el("span", {}, sentence(one, path))));
    },
  };
}

function describe(s) {
  const example = s.examples?.[0];
  return `${s.description || ""}${example === undefined ? "" : ` For example: ${example}`}`;
}

/** A message as a sentence, with the place inside the field where there is one. */
export function sentence(told, path = "") {
  const rest = told.field.slice(path.length);
  const text = `${rest ? `${rest}: ` : ""}${told.message}${told.hint ? `; ${told.hint}` : ""}`;
  return `${text[0].toUpperCase()}${text.slice(1)}.`;
}

function line(form, s, name, required, given) {
  const numeric = s.type === "number" || s.type === "integer";
  const long = s.type === "string" && (s.maxLength ?? 0) > LONG;
  const several = s.maxLength > 1000;
  const input = long ? el("textarea", { rows: several ? "5" : "2" })
    : el("input", { type: s.format === "date" ? "date" : "text", autocomplete: "off", ...(numeric ? { inputmode: "decimal" } : {}) });
  if (given !== undefined) input.value = String(given);
  const made = framed(form, s, name, required, input);
  made.input = input;
  made.read = () => {
    const text = several ? tidy(input.value) : input.value.replace(/\s+/g, " ").trim();
    if (text === "") return undefined;
    return numeric && NUMBER.test(text) ? Number(text) : text;
  };
  return made;
}

// Lines without blanks at their ends; lists and paragraphs stay as they are.
const tidy = (text) => text.split("\n").map((one) => one.trimEnd()).join("\n").trim();

function choice(form, s, name, required, given) {
  const names = s.markdownEnumDescriptions || s.enum.map((value) => (value === true ? "Yes" : value === false ? "No" : String(value)));
  const select = el("select", {}, el("option", { value: "" }, required ? "Choose…" : "Left out"),
    ...s.enum.map((value, place) => el("option", { value: String(place) }, names[place])));
  if (given !== undefined && s.enum.includes(given)) select.value = String(s.enum.indexOf(given));
  const made = framed(form, s, name, required, select);
  made.read = () => (select.value === "" ? undefined : s.enum[Number(select.value)]);
  return made;
}

function lines(form, s, name, required, given) {
  const input = el("textarea", { rows: "3" });
  if (Array.isArray(given)) input.value = given.join("\n");
  const made = framed(form, { ...s, description: `${s.description || ""} One on each line.` }, name, required, input);
  made.read = () => {
    const found = input.value.split("\n").map((text) => text.trim()).filter(Boolean);
    return found.length || required ? found : undefined;
  };
  return made;
}

// Parts in a box of their own; `told` shows what is wrong with the box itself.
function box(form, name, s, ...parts) {
  const told = el("span", { class: "atlas-told" });
  const element = el("fieldset", { class: "atlas-group" }, el("legend", {}, label(name)),
    el("p", { class: "atlas-note" }, describe(s)), ...parts, told);
  element.tabIndex = -1;
  return {
    element,
    focus: () => element.focus(),
    mark(path, problems) {
      form.places.set(path, this);
      const mine = form.all ? problems.filter((one) => one.field === path) : [];
      told.replaceChildren(...mine.map((one) => el("span", {}, sentence(one, path))));
    },
  };
}

function boxes(form, s, items, name, required, given) {
  const names = items.markdownEnumDescriptions || items.enum;
  const inputs = items.enum.map((value) => el("input", { type: "checkbox", value }));
  inputs.forEach((input) => (input.checked = Array.isArray(given) && given.includes(input.value)));
  const choices = el("div", { class: "atlas-checks" }, ...inputs.map((input, place) => el("label", { class: "atlas-check" }, input, ` ${names[place]}`)));
  choices.addEventListener("change", form.changed);
  const made = box(form, name, s, choices);
  made.read = () => {
    const found = inputs.filter((input) => input.checked).map((input) => input.value);
    return found.length || required ? found : undefined;
  };
  return made;
}

/** Every property of a schema, those that are needed first. */
export function properties(form, s, given, needed = s.required || []) {
  const names = Object.keys(s.properties);
  const order = [...needed.filter((name) => names.includes(name)), ...names.filter((name) => !needed.includes(name))];
  const made = new Map(order.map((name) => [name, field(form, s.properties[name], name, needed.includes(name), given?.[name])]));
  return {
    made,
    read() {
      // The file keeps the schema's order, whatever the form's is.
      const found = names.map((name) => [name, made.get(name).read()]).filter(([, value]) => value !== undefined);
      return Object.fromEntries(found);
    },
    mark(path, problems) {
      for (const [name, one] of made) one.mark(path ? `${path}.${name}` : name, problems);
    },
  };
}

const elements = (all) => [...all.made.values()].map((one) => one.element).filter(Boolean);

function section(form, s, name, given) {
  const all = properties(form, s, given);
  const made = box(form, name, s, ...elements(all));
  const own = made.mark.bind(made);
  return { ...made, read: all.read, mark: (path, problems) => (own(path, problems), all.mark(path, problems)) };
}

// A part that may be left out is not there until somebody asks for it.
function optional(form, s, name, given) {
  const add = button(`Add ${label(name).toLowerCase()}`, () => open());
  const element = el("div", { class: "atlas-optional" }, add);
  let inner;
  function open(value) {
    const remove = button(`Remove ${label(name).toLowerCase()}`, () => ((inner = undefined), element.replaceChildren(add), add.focus(), form.changed()));
    inner = section(form, s, name, value);
    element.replaceChildren(inner.element, remove);
    if (value === undefined) form.changed(), inner.element.querySelector("input, select, textarea")?.focus();
  }
  if (given !== undefined) open(given);
  return {
    element,
    focus: () => (inner ? inner.focus() : add.focus()),
    read: () => inner?.read(),
    mark(path, problems) {
      form.places.set(path, this);
      inner?.mark(path, problems);
    },
  };
}

function eitherNoneOr(form, s, name, given) {
  const range = s.oneOf.find((part) => !("const" in part));
  const select = el("select", {}, el("option", { value: "" }, "Not known (left out)"),
    el("option", { value: "none" }, "Does not apply (none)"), el("option", { value: "range" }, "A range"));
  const place = el("div", {});
  const made = framed(form, s, name, false, select);
  made.element.append(place);
  let inner;
  const turn = (value) => {
    inner = select.value === "range" ? section(form, plain(range, form.defs), name, value) : undefined;
    place.replaceChildren(...(inner ? [inner.element] : []));
  };
  if (given !== undefined) ((select.value = given === "none" ? "none" : "range"), turn(given));
  select.addEventListener("input", () => (turn(), form.changed()));
  const own = made.mark.bind(made);
  made.read = () => (select.value === "range" ? inner.read() : select.value || undefined);
  made.mark = (path, problems) => (own(path, problems), inner?.mark(path, problems));
  return made;
}

// A list of parts: `make(value)` gives one; each can be removed.
function repeated(form, name, s, make, given) {
  const list = el("div", {});
  const one = label(name).toLowerCase().replace(/s$/, "");
  const add = button(`Add ${one}`, () => (put(), form.changed(), items.at(-1).element.querySelector("input, select, textarea")?.focus()));
  const items = [];
  const made = box(form, name, s, list, add);
  function put(value) {
    const item = make(value);
    const remove = button(`Remove ${one}`, () => {
      items.splice(items.indexOf(item), 1);
      frame.remove();
      add.focus();
      form.changed();
    });
    const frame = el("div", { class: "atlas-item" }, item.element, remove);
    items.push(item);
    list.append(frame);
  }
  (given || []).forEach(put);
  return { made, items };
}

function group(form, s, items, name, given) {
  const part = items.properties ? (value) => section(form, items, `${label(name).replace(/s$/, "")}`, value)
    : (value) => line(form, items, name, true, value);
  const { made, items: all } = repeated(form, name, s, part, Array.isArray(given) ? given : []);
  const own = made.mark.bind(made);
  return {
    ...made,
    read: () => (all.length ? all.map((one) => one.read()) : undefined),
    mark: (path, problems) => (own(path, problems), all.forEach((one, place) => one.mark(`${path}[${place}]`, problems))),
  };
}

// A map: each part has a name of its own, from a list where there is one.
function pairs(form, s, name, given) {
  const parts = Object.values(s.patternProperties || {})[0] || s.additionalProperties;
  const make = (value) => {
    const key = s.propertyNames?.enum ? choice(form, { ...s.propertyNames, description: "Which." }, "name", true, value?.[0])
      : line(form, { type: "string", description: "Short name, which others refer to.", examples: ["typical"] }, "name", true, value?.[0]);
    const inner = field(form, parts, "value", true, value?.[1]);
    return { key, inner, element: el("div", {}, key.element, inner.element) };
  };
  const { made, items } = repeated(form, name, s, make, given ? Object.entries(given) : []);
  const own = made.mark.bind(made);
  return {
    ...made,
    read() {
      const found = items.map((one) => [one.key.read(), one.inner.read()]).filter(([key, value]) => key !== undefined && value !== undefined);
      return found.length ? Object.fromEntries(found) : undefined;
    },
    mark(path, problems) {
      own(path, problems);
      for (const one of items) {
        const here = `${path}.${one.key.read()}`;
        one.inner.mark(here, problems);
        one.key.mark(`${here} (name)`, problems);
      }
    },
  };
}

export function button(text, act) {
  const made = el("button", { type: "button", class: "atlas-button" }, text);
  made.addEventListener("click", act);
  return made;
}
