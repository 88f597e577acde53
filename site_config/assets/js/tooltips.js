// Definitions on hover and on keyboard focus. Without this script the words are plain links
// to the glossary. One tooltip element serves the page; it can be hovered, and Escape hides it.
(function () {
  "use strict";
  let tip, current, hiding;

  function element() {
    if (tip && tip.isConnected) return tip;
    tip = document.createElement("div");
    tip.className = "atlas-tip";
    tip.id = "atlas-tip";
    tip.setAttribute("role", "tooltip");
    tip.hidden = true;
    tip.addEventListener("mouseenter", () => clearTimeout(hiding));
    tip.addEventListener("mouseleave", later);
    document.body.append(tip);
    return tip;
  }

  function show(link) {
    clearTimeout(hiding);
    if (current === link) return;
    hide();
    const box = element();
    box.textContent = link.dataset.tip;
    box.hidden = false;
    link.setAttribute("aria-describedby", box.id);
    current = link;
    place(link, box);
  }

  function place(link, box) {
    const rect = link.getClientRects()[0] || link.getBoundingClientRect();
    const width = document.documentElement.clientWidth;
    const left = Math.max(8, Math.min(rect.left, width - box.offsetWidth - 8));
    const above = rect.top - box.offsetHeight - 6;
    const header = document.querySelector(".md-header");
    const top = above > (header ? header.offsetHeight : 0) ? above : rect.bottom + 6;
    box.style.left = `${left + window.scrollX}px`;
    box.style.top = `${top + window.scrollY}px`;
  }

  function hide() {
    clearTimeout(hiding);
    if (!current) return;
    current.removeAttribute("aria-describedby");
    current = undefined;
    element().hidden = true;
  }

  function later() {
    clearTimeout(hiding);
    hiding = setTimeout(hide, 200);
  }

  const linkOf = (event) =>
    event.target instanceof Element ? event.target.closest("a[data-tip]") : null;

  document.addEventListener("mouseover", (event) => {
    const link = linkOf(event);
    if (link) show(link);
  });
  document.addEventListener("mouseout", (event) => {
    if (linkOf(event)) later();
  });
  document.addEventListener("focusin", (event) => {
    const link = linkOf(event);
    if (link && link.matches(":focus-visible")) show(link);
    else if (!link) hide();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hide();
  });
  // Instant navigation replaces the page under an open tooltip.
  window.addEventListener("popstate", hide);
  document.addEventListener("click", hide);
})();
