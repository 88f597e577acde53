// The glossary's index: filter as you type, a random term; the words typed live in the address.
import { el, followInPlace, setAddress } from "./dom.js";
import { finds, fold } from "./explore.js";

export function start(place) {
  const letters = [...document.querySelectorAll("dl.atlas-glossary")].map((list) => letter(place, list));
  const entries = letters.flatMap((one) => one.entries);
  const search = el("input", { type: "search", id: "glossary-q", autocomplete: "off" });
  const count = el("p", { role: "status", class: "atlas-explorer__count" });
  const random = el("a", { class: "md-button", href: "#" }, "Random term");
  const show = () => {
    for (const entry of entries) entry.element.hidden = !finds(entry.words, search.value);
    for (const one of letters) showLetter(one);
    const found = entries.filter((entry) => !entry.element.hidden).length;
    count.textContent = said(found, entries.length, search.value.trim());
    draw(random, entries);
  };
  search.addEventListener("input", () => {
    show();
    writeAddress(search.value.trim());
  });
  // A link drawn anew on each click: it opens in a new tab like any other.
  random.addEventListener("click", () => setTimeout(() => draw(random, entries)));
  search.value = (new URLSearchParams(location.search).get("find") || "").slice(0, 200);
  place.prepend(
    el("form", { class: "atlas-explorer__form", role: "search", "aria-label": "Find terms" },
      el("div", { class: "atlas-explorer__bar" },
        el("label", { for: search.id }, el("span", {}, "Filter names and definitions"), search), count, random)));
  place.querySelector("form").addEventListener("submit", (event) => event.preventDefault());
  const atFirst = location.search;
  const follow = (event) => location.search !== atFirst && followInPlace(event);
  for (const box of [place, ...letters.map((one) => one.list)]) box.addEventListener("click", follow);
  const reveal = () => showTarget(entries, search, show);
  addEventListener("hashchange", reveal);
  setAddress(location.search);
  show();
  reveal();
}

function letter(place, list) {
  const heading = list.previousElementSibling;
  const links = document.querySelectorAll(`.atlas-letters a, .md-nav--secondary a`);
  return {
    list,
    heading,
    links: [...links].filter((link) => link.hash === `#${heading.id}`),
    entries: [...list.children].map((element) => ({
      element,
      words: fold(`${element.querySelector("dt").textContent} \n ${element.dataset.more || ""} \n ${element.querySelector("dd").textContent}`),
    })),
  };
}

function showLetter({ list, heading, links, entries }) {
  const empty = entries.every((entry) => entry.element.hidden);
  list.hidden = heading.hidden = empty;
  for (const link of links) (link.closest("li") || link).hidden = empty;
}

function said(found, all, query) {
  if (!query) return `${all} terms and methods`;
  return found ? `${found} of ${all} terms and methods` : "No term has these words";
}

function draw(link, entries) {
  const shown = entries.filter((entry) => !entry.element.hidden);
  const pool = shown.length ? shown : entries;
  if (!pool.length) return;
  link.href = pool[Math.floor(Math.random() * pool.length)].element.querySelector("dt a").href;
}

/** A permalink to a term that the filter hides takes the filter away. */
function showTarget(entries, search, show) {
  const hidden = entries.find(({ element }) => element.hidden && `#${element.id}` === location.hash);
  if (!hidden) return;
  search.value = "";
  show();
  writeAddress("");
  hidden.element.scrollIntoView();
}

function writeAddress(query) {
  setAddress(query ? new URLSearchParams({ find: query }).toString() : "");
}
