// The "Ask" button: shows the assistant's chat in a panel where a server answers for it.
import { el } from "./dom.js";

const ROOT = new URL("..", import.meta.url); // of the site
const CONFIGURED = document.querySelector('meta[name="atlas-ask"]')?.content;
const SERVER = new URL(CONFIGURED || ROOT, ROOT);

/** Put the button on the page, unless nobody answers. The theme's own navigation leaves it there. */
export async function start() {
  if (!(await served())) return;
  const button = el("button", { type: "button", class: "atlas-ask", "aria-haspopup": "dialog" }, "Ask");
  let panel;
  button.addEventListener("click", () => {
    panel ??= makePanel();
    const theme = document.body.dataset.mdColorScheme === "slate" ? "dark" : "light";
    const address = new URL(`chat/?__theme=${theme}`, SERVER).href;
    const frame = panel.querySelector("iframe");
    if (frame.src !== address) frame.src = address;
    panel.showModal();
  });
  document.body.append(button);
}

/** A static site has a file at this address that says no: a missing one would be an error in the console. */
async function served() {
  const key = `atlas-ask ${SERVER}`;
  try {
    const known = sessionStorage.getItem(key);
    if (known) return known === "yes";
    const response = await fetch(new URL("api/health", SERVER), { credentials: "omit" });
    const yes = response.ok && (await response.json()).assistant === true;
    sessionStorage.setItem(key, yes ? "yes" : "no");
    return yes;
  } catch {
    return false; // no server, or no storage to remember one
  }
}

function makePanel() {
  const close = el("button", { type: "button", class: "atlas-ask__close", "aria-label": "Close" }, "×");
  const page = el("a", { href: new URL("chat/", SERVER).href, target: "_blank", rel: "noopener" }, "Own page");
  const frame = el("iframe", { title: "Chat", allow: "clipboard-write" });
  const head = el("div", { class: "atlas-ask__head" }, el("h2", { id: "atlas-ask-title" }, "Ask"), page, close);
  const panel = el("dialog", { class: "atlas-ask__panel", "aria-labelledby": "atlas-ask-title" }, head, frame);
  close.addEventListener("click", () => panel.close());
  panel.addEventListener("click", (event) => {
    if (event.target === panel) panel.close(); // beside it
  });
  window.addEventListener("message", (event) => {
    if (event.source !== frame.contentWindow || event.origin !== SERVER.origin) return;
    if (event.data?.atlas === "close") panel.close();
    if (event.data?.atlas === "open") {
      panel.close();
      location.assign(new URL(String(event.data.url).replace(/^\/+/, ""), ROOT));
    }
  });
  document.body.append(panel);
  return panel;
}
