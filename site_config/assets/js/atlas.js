// Starts the tools a page holds, each from a file of its own, so that a page loads only what it uses.
const TOOLS = {
  wizard: "./wizard.js",
  calculator: "./calculator.js",
  explorer: "./explorer.js",
  glossary: "./glossary.js",
  compare: "./compare.js",
  suggest: "./suggest.js",
  spectrum: "./spectrum.js",
  timeline: "./timeline.js",
  parts: "./parts.js",
};

function start() {
  for (const place of document.querySelectorAll("[data-atlas-tool]:not([data-started])")) {
    place.dataset.started = "";
    const file = TOOLS[place.dataset.atlasTool];
    import(new URL(file, import.meta.url)).then((tool) => tool.start(place));
  }
}

import("./ask.js").then((ask) => ask.start());

// The search gets its definitions, and their data, when it is opened for the first time.
document.addEventListener("focusin", function open(event) {
  if (!event.target.matches?.(".md-search__input")) return;
  document.removeEventListener("focusin", open);
  import("./search.js").then((search) => search.start(event.target));
});

// The theme replaces the page without loading it anew, and tells when it has done so.
if (window.document$) window.document$.subscribe(start);
else start();
