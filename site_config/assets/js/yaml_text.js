// Plain data as YAML that the strict reader takes for the same data. No page needed.

// Words that a reader of YAML may take for something else than text.
const SAFE = /^[A-Za-z][A-Za-z0-9 ,.()/'%+-]*$/;
const WORDS = /^(true|false|yes|no|on|off|null|nan|inf)$/i;

/** A whole file: its first line names the schema, keys stand in the order given. */
export function yamlFile(data, schema) {
  return `# yaml-language-server: $schema=../../schema/json/${schema}\n${map(data, "")}`;
}

function map(data, indent) {
  return Object.entries(data).map(([name, value]) => `${indent}${key(name)}:${after(value, indent)}`).join("");
}

const key = (name) => (/^[A-Za-z_][A-Za-z0-9_-]*$/.test(name) && !WORDS.test(name) ? name : quoted(name));

// What stands behind a colon.
function after(value, indent) {
  if (Array.isArray(value)) return value.length ? `\n${list(value, `${indent}  `)}` : " []\n";
  if (value !== null && typeof value === "object") {
    return Object.keys(value).length ? `\n${map(value, `${indent}  `)}` : " {}\n";
  }
  return ` ${scalar(value, `${indent}  `)}\n`;
}

function list(items, indent) {
  return items.map((item) => {
    if (item === null || typeof item !== "object") return `${indent}- ${scalar(item, `${indent}  `)}\n`;
    if (!Object.keys(item).length) return `${indent}- ${Array.isArray(item) ? "[]" : "{}"}\n`;
    // The first key stands behind the dash, the others below it.
    const inner = Array.isArray(item) ? list(item, `${indent}  `) : map(item, `${indent}  `);
    return `${indent}- ${inner.slice(indent.length + 2)}`;
  }).join("");
}

function scalar(value, indent) {
  if (typeof value !== "string") return String(value);
  if (SAFE.test(value) && !WORDS.test(value) && !value.endsWith(" ")) return value;
  if (isBlock(value)) return `|-\n${value.split("\n").map((line) => (line ? indent + line : "")).join("\n")}`;
  return quoted(value);
}

// Several lines that a literal block holds unchanged: printable, no blank at an end, no empty line first or last.
function isBlock(text) {
  return text.includes("\n") && !/^\s|\s$|[ ]\n/.test(text)
    && /^[\n\x20-\x7e\u00a0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]*$/u.test(text);
}

// What the reader of content refuses, written out or escaped: control characters above all.
const REFUSED = /[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

// JSON's escapes are YAML's too; line breaks of other scripts are written as one.
function quoted(text) {
  return JSON.stringify(text.replace(REFUSED, "")).replace(/[\x85\u2028\u2029\ufeff]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
