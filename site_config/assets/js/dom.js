// What the tools share: elements whose texts become text, never markup, and the page's address.
export function el(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

/** Keep a tool's state in the address. */
export function setAddress(query) {
  const address = new URL(location.href);
  address.search = query;
  history.replaceState(history.state, "", address);
  // The theme has written links to places on this page out in full, with the address as it was.
  for (const link of document.querySelectorAll('a[href*="#"]')) {
    if (link.hash && link.pathname === location.pathname && link.host === location.host) {
      link.setAttribute("href", link.hash);
    }
  }
}

/**
 * Follow a link to a place on this page without the theme, which would load the page anew: it
 * knows the address of the time of loading only.
 */
export function followInPlace(event) {
  const link = event.target.closest('a[href^="#"]');
  const target = link && document.getElementById(link.hash.slice(1));
  if (!target || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  event.stopPropagation();
  history.replaceState(history.state, "", link.hash);
  target.scrollIntoView();
}
