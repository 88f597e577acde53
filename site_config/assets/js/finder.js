// Finds entries by name, alias or a slip of the pen. No page needed.
import { fold } from "./explore.js";

const MOST = 3;
const ASKING = /^(what|who) (is|are|does)( an?| the)? |^(define|definition of|explain|meaning of|how does|how do) (an?|the)? ?/;

/** Entries `[address, name, forms, definition]` with the forms folded once, for `find`. */
export function prepare(data) {
  return data.map(([url, name, forms, definition]) => ({
    url, name, definition,
    forms: [name, ...forms].map((form) => ({ form, plain: plain(form) })),
  }));
}

/** The entries a query names, best first: `{entry, form, near}`; `near` where letters had to be changed. */
export function find(entries, query) {
  const wanted = plain(fold(query).replace(ASKING, "").replace(/ (mean|work)s?\??$/, ""));
  if (wanted.length < 2) return [];
  const found = [];
  for (const entry of entries) {
    let best = null;
    for (const { form, plain } of entry.forms) {
      const found = rankOf(plain, wanted);
      if (found === null) continue;
      const rank = found + form.length / 10000; // of equals the shorter: LoRA before LoRA+
      if (!best || rank < best.rank) best = { entry, form, rank };
    }
    if (best) found.push(best);
  }
  found.sort((a, b) => a.rank - b.rank || a.entry.name.length - b.entry.name.length || (a.entry.name < b.entry.name ? -1 : 1));
  // What was typed as it stands leaves no room for guesses.
  const least = found.length ? found[0].rank : 0;
  const rest = least < 1 ? found.filter((item) => item.rank < 2) : found.filter((item) => item.rank < least + 0.9);
  return rest.slice(0, MOST).map((item) => ({ ...item, near: item.rank >= 3 }));
}

function plain(text) {
  return fold(text).replace(/[^\p{L}\p{N}]+/gu, " ").trim();
}

/** 0 the same, 1 begins with it, 2 a word of it begins so, 3 and more by changed letters; null is none. */
function rankOf(form, wanted) {
  if (form === wanted || form.replaceAll(" ", "") === wanted.replaceAll(" ", "")) return 0;
  if (wanted.length >= 3 && form.startsWith(wanted)) return 1 + (form.length - wanted.length) / 1000;
  if (wanted.length >= 4 && form.includes(` ${wanted}`)) return 2 + (form.length - wanted.length) / 1000;
  const allowed = wanted.length < 4 ? 0 : wanted.length < 8 ? 1 : 2;
  if (!allowed) return null;
  let best = distance(form, wanted, allowed);
  if (best > allowed && form.length > wanted.length + allowed) {
    // Still being typed: the slip may lie in the beginning of a longer name.
    for (let cut = wanted.length - 1; cut <= wanted.length + 1; cut++) {
      if (wanted.length >= 6) best = Math.min(best, distance(form.slice(0, cut), wanted, allowed) + 0.5);
    }
  }
  return best <= allowed ? 2 + best : null;
}

/** Letters to add, drop, change or swap with their neighbour; more than `most` counts as most + 1. */
export function distance(a, b, most) {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let [before, last] = [[], Array.from({ length: b.length + 1 }, (_, place) => place)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) row[j] = Math.min(row[j], before[j - 2] + 1);
      least = Math.min(least, row[j]);
    }
    if (least > most) return most + 1;
    [before, last] = [last, row];
  }
  return last[b.length];
}
