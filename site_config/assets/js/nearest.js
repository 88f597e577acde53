// The nearest known word, by the same measure as Python's difflib, so that the page and the
// command make the same proposal.

/** The known word most like the given one, or "" where none is like it. */
export function nearest(word, known) {
  let best = "";
  let most = 0;
  for (const other of known) {
    const likeness = ratio(other, word);
    if (likeness >= 0.6 && (likeness > most || (likeness === most && other > best))) [most, best] = [likeness, other];
  }
  return best;
}

/** Twice the letters in common runs, as a share of all letters. */
export function ratio(first, second) {
  const a = [...first];
  const b = [...second];
  return a.length + b.length ? (2 * common(a, 0, a.length, b, 0, b.length)) / (a.length + b.length) : 1;
}

function common(a, aLow, aHigh, b, bLow, bHigh) {
  const [start, other, size] = longest(a, aLow, aHigh, b, bLow, bHigh);
  if (!size) return 0;
  return size + common(a, aLow, start, b, bLow, other) + common(a, start + size, aHigh, b, other + size, bHigh);
}

// The longest run in both; of several the first in `a`, and of those the first in `b`.
function longest(a, aLow, aHigh, b, bLow, bHigh) {
  let best = [aLow, bLow, 0];
  for (let i = aLow; i < aHigh; i += 1) {
    for (let j = bLow; j < bHigh; j += 1) {
      let size = 0;
      while (i + size < aHigh && j + size < bHigh && a[i + size] === b[j + size]) size += 1;
      if (size > best[2]) best = [i, j, size];
    }
  }
  return best;
}
