// Which of two methods costs less, and up to how many calls a month: the words of generator/method_cost.py.
// Whoever changes one changes the other; a test runs both on every pair.
const MOST_CALLS = 1000000000;

/** `a`, `b`: methods with `short` and `cost`, which is `{fixed: [low, middle, high], call}` or why there is none. */
export function evenText(a, b, months) {
  for (const { short, cost } of [a, b]) if (typeof cost === "string") return `No break-even: ${short} ${cost}.`;
  const [first, second] = b.cost.fixed[1] < a.cost.fixed[1] ? [b, a] : [a, b];
  const [early, late] = [first.cost, second.cost];
  const saving = early.call - late.call;
  const prices = `${callText(early)} a call against ${callText(late)}`;
  if (saving === 0) return `A call costs the same with both, ${callText(early)}; ${first.short} costs less at the start.`;
  if (saving < 0) return `${first.short} costs less at any volume: ${prices}, and less at the start.`;
  const [middle, low, high] = [[1, 1], [0, 2], [2, 0]].map(([i, j]) => Math.max(0, (late.fixed[i] - early.fixed[j]) / (months * saving)));
  return `${first.short} costs less up to about ${calls(middle)} calls a month, ${second.short} above: ${prices}. ` +
    `With the range of the costs at the start, break-even lies between ${calls(low)} and ${calls(high)} calls a month.`;
}

function callText(cost) {
  return `$${cost.call.toPrecision(3)}`;
}

// Two figures are as exact as estimates get.
function calls(value) {
  if (value < 1) return "the first";
  return Math.floor(Math.min(Number(value.toPrecision(2)), MOST_CALLS)).toLocaleString("en-US");
}
