// Whether cells of a row differ, and which is lowest and highest. Unknown is never "same".

// "differs" where two known cells differ, "unknown" where only unknown ones stand between, or "same".
export function differs(cells) {
  const known = cells.filter(Boolean);
  if (new Set(known.map(key)).size > 1) return "differs";
  return known.length < cells.length ? "unknown" : "same";
}

function key(cell) {
  return `${cell.text}|${cell.numbers || ""}`;
}

// "lowest" and "highest" where ranges are apart at both ends; amounts in different units, and
// ranges that overlap with one inside the other, have no order.
export function ends(cells) {
  const none = cells.map(() => "");
  if (cells.some((cell) => !cell || !cell.range)) return none;
  if (new Set(cells.map((cell) => cell.unit || "")).size > 1) return none;
  const below = (a, b) => a.range[0] <= b.range[0] && a.range[1] <= b.range[1] && (a.range[0] < b.range[0] || a.range[1] < b.range[1]);
  const others = (index) => cells.filter((_, other) => other !== index);
  return cells.map((cell, index) => {
    if (others(index).every((other) => below(cell, other))) return "lowest";
    if (others(index).every((other) => below(other, cell))) return "highest";
    return "";
  });
}
