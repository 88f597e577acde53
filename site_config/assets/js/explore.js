// The rules of the table of methods: what fits, what comes first, what the CSV says. No page needed.

const collator = new Intl.Collator("en", { sensitivity: "base", numeric: true });

/** Words as they are compared: lower case, accents away. */
export function fold(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

export function finds(haystack, query) {
  return fold(query).split(/\s+/).every((word) => haystack.includes(word));
}

/** Why a row does not fit what was chosen; nothing means that it fits. Unknown never fits. */
export function misses(data, row, chosen) {
  const active = data.filters.filter((filter) => filter.key in chosen);
  if (!row.members) return reasons(data, row, active, chosen);
  // A family fits if one of its members meets all of what a method asks for.
  const own = reasons(data, row, active.filter((filter) => filter.own), chosen);
  const rest = active.filter((filter) => !filter.own);
  if (!rest.length) return own;
  let best = null;
  for (const place of row.members) {
    const found = reasons(data, data.rows[place], rest, chosen);
    if (!best || found.length < best.found.length) best = { found, name: data.rows[place].name };
  }
  if (!best) return [...own, ...reasons(data, row, rest, chosen)];
  return best.found.length ? [...own, `closest member, ${best.name}: ${best.found.join(", ")}`] : own;
}

function reasons(data, row, filters, chosen) {
  return filters.map((filter) => reason(data, row, filter, chosen)).filter(Boolean);
}

function reason(data, row, filter, chosen) {
  const has = row.has[filter.key];
  const want = chosen[filter.key];
  const name = lower(filter.label);
  if (filter.key === "hardware" && servedFor(data, row, chosen)) return "";
  if (!has) return `${name}: not known`;
  if (filter.kind === "any") {
    if (has.some((key) => want.includes(key))) return "";
    const labels = filter.options.filter(([key]) => has.includes(key)).map(([, label]) => lower(label));
    const more = labels.length > 2 ? ` and ${labels.length - 2} more` : "";
    return `${name}: ${labels.slice(0, 2).join(", ")}${more}`;
  }
  const limit = filter.kind === "number" ? want : filter.options.find(([key]) => key === want)[2];
  const [least, text] = has;
  const fits = filter.kind === "number" ? least !== null && least <= limit : limit === null || least < limit;
  return fits ? "" : `${filter.says || name}: ${text}`;
}

/** A provider runs it on its own machines, and the reader has said that such a service is open. */
function servedFor(data, row, chosen) {
  if (!row.hosted || !chosen.access) return false;
  const options = data.filters.find((filter) => filter.key === "access").options;
  return options.findIndex(([key]) => key === chosen.access) >= data.hosted;
}

/** Places of the rows in the order of a column: by the numbers behind the labels, unknown last. */
export function sorted(data, sort) {
  const places = data.rows.map((_, place) => place);
  if (!sort) return places;
  const sign = sort.down ? -1 : 1;
  if (sort.key === "name") {
    return places.sort((a, b) => sign * collator.compare(data.rows[a].name, data.rows[b].name));
  }
  const column = data.columns.findIndex(([key]) => key === sort.key);
  return places.sort((a, b) => {
    const [one, other] = [data.rows[a].cells[column], data.rows[b].cells[column]];
    if (!one || !other) return !one - !other;
    return sign * compare(one, other, sort.down) || a - b;
  });
}

function compare(one, other, down) {
  const [first, second] = down ? [3, 2] : [2, 3];
  if (one[2] === undefined || other[2] === undefined) return collator.compare(one[0], other[0]);
  return one[first] - other[first] || one[second] - other[second];
}

export function cellText(cell) {
  if (!cell) return "Not known";
  return cell[1] ? `${cell[0]} (${cell[1]})` : cell[0];
}

export function csv(lines) {
  // A leading sign would make a spreadsheet take the text for a formula.
  const field = (text) => `"${(/^[=+@\-\t]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
  return lines.map((line) => `${line.map(field).join(",")}\r\n`).join("");
}

/** The state an address holds (words under `find`, for `q` opens the theme's own search); whatever is not known to the data is left out. */
export function readState(data, address) {
  const chosen = {};
  for (const filter of data.filters) {
    const value = address.get(filter.key);
    if (!value) continue;
    if (filter.kind === "number") {
      if (number(value) !== null) chosen[filter.key] = number(value);
      continue;
    }
    const known = value.split(".").filter((key) => filter.options.some((option) => option[0] === key));
    if (known.length) chosen[filter.key] = filter.kind === "any" ? known : known[0];
  }
  const names = data.columns.map(([key]) => key);
  const [, sign, key] = /^(-?)(.*)$/s.exec(address.get("sort") || "");
  const listed = address.get("columns");
  return {
    query: (address.get("find") || "").slice(0, 200),
    chosen,
    sort: [...names, "name"].includes(key) ? { key, down: sign === "-" } : null,
    columns: new Set(listed === null ? standard(data) : names.filter((name) => listed.split(".").includes(name))),
    full: address.get("full") === "1",
  };
}

export function writeState(data, state) {
  const address = new URLSearchParams();
  if (state.query.trim()) address.set("find", state.query.trim());
  for (const [key, value] of Object.entries(state.chosen)) {
    address.set(key, Array.isArray(value) ? value.join(".") : value);
  }
  if (state.sort) address.set("sort", `${state.sort.down ? "-" : ""}${state.sort.key}`);
  const columns = data.columns.map(([key]) => key).filter((key) => state.columns.has(key));
  if (columns.join() !== standard(data).join()) address.set("columns", columns.join("."));
  if (state.full) address.set("full", "1");
  return address.toString();
}

/** A number of examples; null where the text is none. */
export function number(text) {
  const value = Number(text);
  return String(text).trim() !== "" && Number.isFinite(value) && value >= 0 ? value : null;
}

export function standard(data) {
  return data.columns.filter(([, , shown]) => shown).map(([key]) => key);
}

function lower(label) {
  return /^.\p{Lu}/u.test(label) ? label : label.charAt(0).toLowerCase() + label.slice(1);
}
