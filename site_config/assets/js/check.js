// What `atlas validate` says about the shape of one entry, from the same schemas and in the same
// words: both come with the data, this file holds only the rules. No page needed.
import { nearest } from "./nearest.js";

/** Every fault as {field, message, hint}, in the order of the schema. */
export function check(schema, value, messages) {
  const found = [];
  const state = { defs: schema.$defs || {}, messages, found };
  visit(state, schema, value, "");
  return found;
}

/** A schema without its reference and without the null that stands for "left out". */
export function plain(schema, defs) {
  let found = schema;
  if (found.anyOf) found = { ...found, ...found.anyOf.find((part) => part.type !== "null"), anyOf: undefined };
  if (found.$ref) found = { ...defs[found.$ref.split("/").pop()], ...found, $ref: undefined };
  if (found.allOf) found = { ...found, ...plain(found.allOf[0], defs), allOf: undefined };
  return found;
}

function visit(state, schema, value, field) {
  if (value === null && schema.anyOf?.some((part) => part.type === "null")) return;
  const s = plain(schema, state.defs);
  if (s.oneOf) {
    visit(state, s.oneOf.find((part) => ("const" in part) === (typeof value === "string")), value, field);
  } else if ("const" in s || (s.enum && !s.markdownEnumDescriptions)) literal(state, s.enum || [s.const], value, field);
  else if (s.type === "string") text(state, s, value, field);
  else if (s.type === "number" || s.type === "integer") number(state, s, value, field);
  else if (s.type === "boolean") typeof value === "boolean" || say(state, field, "flag_expected", { given: show(state, value) });
  else if (s.type === "array") list(state, s, value, field);
  else if (s.properties) model(state, s, value, field);
  else map(state, s, value, field);
}

function say(state, field, key, values = {}, hint = "") {
  const fill = (words) => words.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const [message, remedy] = state.messages.texts[key];
  state.found.push({ field, message: fill(message), hint: hint || fill(remedy) });
}

function near(state, word, known) {
  const found = nearest(word, known);
  return found ? state.messages.hints.near.replace("{near}", found) : "";
}

function show(state, value) {
  const { values, longest_value } = state.messages;
  if (value === null || value === undefined) return values.nothing;
  if (typeof value === "boolean") return String(value);
  if (typeof value === "object") return Array.isArray(value) ? values.list : values.map;
  const letters = [...String(value)];
  return letters.length > longest_value ? `'${letters.slice(0, longest_value).join("")}…'` : `'${value}'`;
}

function literal(state, allowed, value, field) {
  if (allowed.includes(value)) return;
  const words = allowed.map((one) => (typeof one === "string" ? `'${one}'` : String(one)));
  const last = words.pop();
  const hint = allowed.map(String).includes(value) ? state.messages.hints.unquote : near(state, String(value), allowed.map(String));
  say(state, field, "not_allowed", { given: show(state, value), allowed: words.length ? `${words.join(", ")} or ${last}` : last }, hint);
}

function text(state, s, value, field) {
  const given = show(state, value);
  if (s.format === "date") return isDate(value) || say(state, field, "date", { given });
  if (value === null) return say(state, field, "text_from_nothing");
  if (typeof value === "number" || typeof value === "boolean") {
    return say(state, field, "text_from_scalar", { given, type: state.messages.values[typeof value === "number" ? "number" : "flag"] });
  }
  if (typeof value !== "string") return say(state, field, "text_expected", { given });
  const size = [...value].length;
  if (size > (s.maxLength ?? Infinity)) return say(state, field, "too_long", { size, limit: s.maxLength });
  if (size < (s.minLength ?? 0)) return size ? say(state, field, "too_short", { size, limit: s.minLength }) : say(state, field, "empty");
  if (s.pattern && !new RegExp(s.pattern).test(value)) return form(state, s.pattern, value, field);
  return s.enum && listed(state, s.enum, value, field);
}

function form(state, pattern, value, field) {
  const known = Object.entries(state.messages.patterns).find(([start]) => pattern.startsWith(start));
  say(state, field, known ? known[1] : "pattern_other", { given: show(state, value) });
}

function listed(state, allowed, value, field) {
  if (allowed.includes(value)) return;
  const most = state.messages.most_allowed;
  const few = allowed.slice(0, most).join(", ") + (allowed.length > most ? ", …" : "");
  say(state, field, "not_in_list", { value, allowed: few }, near(state, value, allowed));
}

function isDate(value) {
  const parts = typeof value === "string" && /^(\d{4})-(\d{2})-(\d{2})$/.exec(value);
  if (!parts || parts[1] === "0000") return false;
  const day = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(day.valueOf()) && day.toISOString().startsWith(value);
}

const LIMITS = [
  ["minimum", "ge", (value, limit) => value >= limit],
  ["exclusiveMinimum", "gt", (value, limit) => value > limit],
  ["maximum", "le", (value, limit) => value <= limit],
  ["exclusiveMaximum", "lt", (value, limit) => value < limit],
];

function number(state, s, value, field) {
  const given = show(state, value);
  if (s.type === "integer") {
    if (!Number.isInteger(value)) return say(state, field, "whole_number", { given });
  } else if (typeof value !== "number") {
    return say(state, field, "number_expected", { given }, numberHint(state.messages.hints, value));
  } else if (!Number.isFinite(value)) return say(state, field, "infinite");
  for (const [name, word, holds] of LIMITS) {
    if (name in s && !holds(value, s[name])) {
      return say(state, field, "bound", { given, limits: `${state.messages.limits[word]} ${s[name]}` });
    }
  }
}

function numberHint(hints, value) {
  if (typeof value !== "string") return "";
  if (/[_,]/.test(value)) return hints.separators;
  return /\d$/.test(value) ? hints.unquote : hints.digits;
}

function list(state, s, value, field) {
  if (!Array.isArray(value)) return say(state, field, "list_expected", { given: show(state, value) });
  value.forEach((item, place) => visit(state, s.items, item, `${field}[${place}]`));
  if (value.length < (s.minItems ?? 0)) {
    if (value.length) say(state, field, "too_few", { limit: s.minItems, size: value.length });
    else say(state, field, "empty");
  }
}

function isMap(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const below = (field, name) => (field ? `${field}.${name}` : name);

function model(state, s, value, field) {
  if (!isMap(value)) return say(state, field, "map_expected", { given: show(state, value) });
  for (const [name, part] of Object.entries(s.properties)) {
    if (name in value) visit(state, part, value[name], below(field, name));
    else if (s.required?.includes(name)) say(state, below(field, name), "missing");
  }
  for (const name of Object.keys(value)) {
    if (!(name in s.properties)) say(state, below(field, name), "unknown_key", {}, near(state, name, Object.keys(s.properties)));
  }
}

function map(state, s, value, field) {
  if (!isMap(value)) return say(state, field, "map_expected", { given: show(state, value) });
  const [pattern, patterned] = Object.entries(s.patternProperties || {})[0] || [];
  for (const [name, part] of Object.entries(value)) {
    const here = below(field, name);
    const names = s.propertyNames || {};
    if (names.enum) listed(state, names.enum, name, here);
    else if ([...name].length > (names.maxLength ?? Infinity)) say(state, here, "too_long", { size: [...name].length, limit: names.maxLength });
    else if (pattern && !new RegExp(pattern).test(name)) form(state, pattern, name, here);
    visit(state, patterned || s.additionalProperties, part, here);
  }
}

/** What a published entry must have beyond its schema; drafts are left in peace. */
export function complete(kind, data, needs, messages) {
  const state = { messages, found: [] };
  if (data.draft === true) return [];
  if (kind === "term" && !data.explanation) say(state, "explanation", "term_unexplained");
  const tier = kind === "method" && needs.tiers[data.tier];
  if (!tier) return state.found;
  for (const path of data.family === true ? tier.of_family : tier.fields) {
    if (path in tier.at_least) continue;
    const value = path.split(".").reduce((part, name) => part?.[name], data);
    const empty = value === undefined || value === null || value === "" || (typeof value === "object" && !Object.keys(value).length);
    if (empty) say(state, path, "tier_lacks", { tier: data.tier, path });
  }
  for (const [name, limit] of Object.entries(tier.at_least)) {
    const size = Array.isArray(data[name]) ? data[name].length : 0;
    if (size < limit) say(state, name, "tier_few", { tier: data.tier, limit, size });
  }
  return state.found;
}
