// What Gradio's page lacks: the site's choice of dark or light, a list that is one to screen
// readers, and good manners inside the site's panel.
(function () {
  "use strict";

  // The site's theme keeps the reader's choice; "auto" follows the system, as Gradio does by itself.
  const address = new URL(location.href);
  if (!address.searchParams.has("__theme")) {
    try {
      const chosen = JSON.parse(localStorage.getItem("/.__palette") || "{}").color || {};
      if (chosen.scheme && chosen.media !== "(prefers-color-scheme)") {
        address.searchParams.set("__theme", chosen.scheme === "slate" ? "dark" : "light");
        history.replaceState(history.state, "", address);
      }
    } catch (error) {
      // no storage, no choice
    }
  }

  // Gradio marks its example buttons as a list without items.
  new MutationObserver(() => {
    for (const list of document.querySelectorAll('.examples[role="list"]')) {
      list.setAttribute("role", "group");
      list.setAttribute("aria-label", "Example questions");
    }
  }).observe(document.documentElement, { childList: true, subtree: true });

  // A new question goes to the top, so that its answer is read from its beginning.
  let asked = 0;
  new MutationObserver(() => {
    const questions = document.querySelectorAll("#atlas-talk .message.user");
    if (questions.length > asked) {
      questions[questions.length - 1].scrollIntoView({ block: "start" });
    }
    asked = questions.length;
  }).observe(document.documentElement, { childList: true, subtree: true });

  if (window.parent === window) return;

  // In the panel Escape closes it, and a link opens its page there instead of in the frame.
  document.documentElement.classList.add("atlas-in-panel");
  const tell = (atlas, url) => window.parent.postMessage({ atlas, url }, "*");
  window.addEventListener("keydown", (event) => {
    if (event.key === "Escape") tell("close");
  });
  window.addEventListener(
    "click",
    (event) => {
      const link = event.target instanceof Element && event.target.closest("a[href]");
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
      const url = new URL(link.href, location.href);
      if (url.origin !== location.origin) return;
      event.preventDefault();
      event.stopPropagation();
      tell("open", url.pathname + url.hash);
    },
    true,
  );
})();
