// Whether the data a reader has is as much as a method needs at least: the rules of
// generator/amounts.py. Whoever changes one changes the other; a test runs both.

/** "enough", "too_little", "too_little_so_far" (other kinds were not asked about yet) or "unknown". */
export function judge(data, need, given) {
  const asked = need.kinds.filter((kind) => given.has(kind));
  const found = asked.map((kind) => enough(data, need, kind, given.get(kind)));
  if (!found.length || found.includes(true)) return "enough";
  if (found.includes(null)) return "unknown";
  return asked.length === need.kinds.length ? "too_little" : "too_little_so_far";
}

function enough(data, need, kind, amount) {
  if (amount === 0) return false;
  const unit = data.data_units[kind];
  if (unit === undefined) return true; // one has it or not, and it gives as much as is asked of it
  const [have, mine] = inExamples(data, amount, unit);
  const [least, other] = inExamples(data, need.least, need.unit);
  return mine === other ? have >= least : null;
}

function inExamples(data, value, unit) {
  return unit === "tokens" ? [value / data.tokens_per_example, "examples"] : [value, unit];
}
