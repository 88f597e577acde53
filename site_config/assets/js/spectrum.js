// The chart of methods with the axes a reader chooses. The picture of the page stays until the data is here;
// the choice lives in the address, and the table beside the chart holds the same numbers.
import { el, setAddress } from "./dom.js";
import { badges, layout, NARROW, names } from "./placement.js";

const SVG = "http://www.w3.org/2000/svg";

export async function start(place) {
  const root = new URL(place.dataset.root, location.href);
  const response = await fetch(new URL("data/spectrum.json", root));
  if (!response.ok) return;
  const data = await response.json();
  const state = readAddress(data);
  const view = { data, state, root, place, figure: place.querySelector("figure"), table: place.querySelector("table") };
  const form = controls(view, () => {
    writeAddress(data, state);
    draw(view);
  });
  place.prepend(form);
  place.classList.add("atlas-spectrum--live");
  view.figure.querySelector("figcaption").before(legend(data));
  draw(view);
  highlight(view);
  let width = view.figure.clientWidth;
  new ResizeObserver(() => {
    if (view.figure.clientWidth === width) return;
    width = view.figure.clientWidth;
    draw(view);
  }).observe(view.figure);
}

function readAddress(data) {
  const given = new URLSearchParams(location.search);
  const known = (name, first) => (data.axes.some(({ key }) => key === given.get(name)) ? given.get(name) : first);
  return { x: known("x", data.first[0]), y: known("y", data.first[1]) };
}

function writeAddress(data, state) {
  const changed = state.x !== data.first[0] || state.y !== data.first[1];
  setAddress(changed ? new URLSearchParams({ x: state.x, y: state.y }).toString() : "");
}

function controls(view, update) {
  const { data, state } = view;
  const fields = {};
  const field = (name, label) => {
    const select = el("select", { id: `spectrum-${name}` }, ...data.axes.map((axis) => el("option", { value: axis.key }, axis.label)));
    select.value = state[name];
    select.addEventListener("change", () => ((state[name] = select.value), update()));
    fields[name] = select;
    return el("label", { for: select.id }, el("span", {}, label), select);
  };
  const button = (label, x, y) => {
    const made = el("button", { type: "button", class: "md-button" }, label);
    made.addEventListener("click", () => {
      [state.x, state.y] = [x(), y()];
      for (const name of ["x", "y"]) fields[name].value = state[name];
      update();
    });
    return made;
  };
  view.news = el("p", { role: "status", class: "atlas-explorer__count" });
  const form = el("form", { class: "atlas-explorer__form", "aria-label": "Axes of the chart" },
    el("div", { class: "atlas-explorer__bar" }, field("x", "Across"), field("y", "Up"),
      button("Swap", () => state.y, () => state.x), button("Starting axes", () => data.first[0], () => data.first[1])),
    view.news);
  form.addEventListener("submit", (event) => event.preventDefault());
  return form;
}

function legend(data) {
  const used = new Set(data.methods.map((method) => method.group));
  return el("ul", { class: "atlas-legend", "aria-label": "Groups by colour" },
    ...data.groups.filter(([key]) => used.has(key)).map(([key, label]) =>
      el("li", {}, el("span", { class: `atlas-dot atlas-group--${key}`, "aria-hidden": "true" }), ` ${label}`)));
}

/** Methods with something known on both axes, from left to right, and those without. */
function sorted(data, state) {
  const known = data.methods.filter((m) => m.ends[state.x] && m.ends[state.y]);
  const middle = (method, axis) => method.ends[axis][0] + method.ends[axis][1];
  known.sort((a, b) => middle(a, state.x) - middle(b, state.x) || middle(a, state.y) - middle(b, state.y));
  return [known, data.methods.filter((m) => !known.includes(m))];
}

function draw(view) {
  const { data, state } = view;
  const [x, y] = [state.x, state.y].map((key) => data.axes.find((axis) => axis.key === key));
  const [known, unknown] = sorted(data, state);
  const missing = unknown.length ? ` Not known: ${unknown.map((m) => m.name).join(", ")}.` : "";
  view.news.textContent = `${x.label} across, ${y.label.toLowerCase()} up: ${known.length} methods.${missing}`;
  const frame = layout(view.figure.clientWidth, y.ticks, x.ticks);
  const points = known.map((method, index) => point(method, index, frame, state));
  if (frame.width < NARROW) badges(points, frame);
  else names(points, frame, measure(view.place));
  const svg = picture(frame, x, y, points, view.root);
  view.figure.querySelector("svg").replaceWith(svg);
  view.figure.setAttribute("aria-label", `Methods by ${x.label.toLowerCase()} and ${y.label.toLowerCase()}`);
  caption(view, x, y);
  rows(view, x, y, points);
}

/** How wide a name is in the font of the page. */
function measure(place) {
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = `550 13px ${getComputedStyle(place).fontFamily}`;
  return (text) => pen.measureText(text).width;
}

function point(method, index, frame, state) {
  const [xLow, xHigh] = method.ends[state.x].map(frame.x);
  const [yLow, yHigh] = method.ends[state.y].map(frame.y);
  return { method, number: index + 1, xLow, xHigh, yLow, yHigh, x: (xLow + xHigh) / 2, y: (yLow + yHigh) / 2 };
}

function svgEl(name, attributes, ...children) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) {
    const text = typeof value === "number" ? value.toFixed(1) : value;
    if (key === "xlink:href") element.setAttributeNS("http://www.w3.org/1999/xlink", key, text);
    else element.setAttribute(key, text);
  }
  element.append(...children);
  return element;
}

function picture(frame, x, y, points, root) {
  const title = `${x.label} across and ${y.label.toLowerCase()} up; the table holds the same numbers`;
  const svg = svgEl("svg", { viewBox: `0 0 ${frame.width} ${frame.height}`, role: "img", "aria-label": title });
  svg.append(axes(frame, x, y));
  const link = (p, ...parts) => svgEl("a", {
    "xlink:href": new URL(p.method.url, root).href, class: `atlas-point atlas-group--${p.method.group}`,
    tabindex: "-1", "aria-hidden": "true", "data-number": String(p.number),
  }, svgEl("title", {}, `${p.method.name}: ${p.method.ends[x.key][2]}; ${p.method.ends[y.key][2]}`), ...parts);
  const line = (kind, x1, y1, x2, y2) => svgEl("line", { class: `atlas-point__${kind}`, x1, y1, x2, y2 });
  // All lines lie below all dots, so that none is crossed out.
  svg.append(...points.map((p) => link(p,
    line("range", p.xLow, p.y, p.xHigh, p.y), line("range", p.x, p.yLow, p.x, p.yHigh),
    line("leader", p.x, p.y, p.dotX, p.dotY),
    ...(p.label ? [line("leader", p.dotX, p.dotY, p.label.nearX, p.label.y - 4)] : []))));
  svg.append(...points.map((p) => link(p,
    svgEl("circle", { cx: p.dotX, cy: p.dotY, r: 10 }),
    svgEl("text", { class: "atlas-point__number", x: p.dotX, y: p.dotY + 4, "text-anchor": "middle" }, String(p.number)),
    ...(p.label ? [svgEl("text", { class: "atlas-point__label", x: p.label.x, y: p.label.y }, p.method.name)] : []))));
  return svg;
}

function axes(frame, x, y) {
  const grid = svgEl("g", { class: "atlas-chart__grid" });
  const text = svgEl("g", { class: "atlas-chart__axis" });
  let free = 0; // words below the chart do not run into one another
  for (const [at, label] of x.ticks) {
    grid.append(svgEl("line", { x1: frame.x(at), x2: frame.x(at), y1: frame.height - frame.bottom, y2: frame.top }));
    const [anchor, shift] = at > 90 ? ["end", 12] : ["middle", 0];
    const lines = frame.wrap(label);
    const wide = Math.max(...lines.map((line) => line.length)) * 6.4;
    const start = frame.x(at) + shift - (anchor === "end" ? wide : wide / 2);
    if (start < free) continue;
    free = start + wide + 4;
    lines.forEach((line, number) => text.append(
      svgEl("text", { x: frame.x(at) + shift, y: frame.height - frame.bottom + 16 + 13 * number, "text-anchor": anchor }, line)));
  }
  for (const [at, label] of y.ticks) {
    grid.append(svgEl("line", { x1: frame.left, x2: frame.width - frame.right, y1: frame.y(at), y2: frame.y(at) }));
    const lines = frame.wrapSide(label);
    lines.forEach((line, number) => text.append(
      svgEl("text", { x: frame.left - 8, y: frame.y(at) + 4 + 13 * (number - (lines.length - 1) / 2), "text-anchor": "end" }, line)));
  }
  text.append(
    svgEl("text", { class: "atlas-chart__name", x: frame.x(50), y: frame.height - 6, "text-anchor": "middle" }, `${x.label} →`),
    svgEl("text", { class: "atlas-chart__name", x: 4, y: 14 }, `↑ ${y.label}`));
  return svgEl("g", {}, grid, text);
}

function caption(view, x, y) {
  const notes = view.figure.querySelector("[data-notes]");
  notes.textContent = `${x.label}: ${x.note}. ${y.label}: ${y.note}.`;
}

function rows(view, x, y, points) {
  const head = el("tr", {}, ...["No.", "Method", x.label, y.label].map((label) => el("th", { scope: "col" }, label)));
  view.table.tHead.replaceChildren(head);
  view.table.caption.textContent = `The same data: ${x.label.toLowerCase()} and ${y.label.toLowerCase()}`;
  view.table.tBodies[0].replaceChildren(...points.map((p) => el("tr", { "data-number": String(p.number) },
    el("td", {}, el("span", { class: `atlas-dot atlas-group--${p.method.group}` }, String(p.number))),
    el("th", { scope: "row" }, el("a", { href: new URL(p.method.url, view.root).href }, p.method.name)),
    el("td", {}, p.method.ends[x.key][2]), el("td", {}, p.method.ends[y.key][2]))));
}

/** A point and its row stand out together, under the pointer as well as under the keyboard. */
function highlight({ place, figure }) {
  const mark = (target) => {
    const number = target?.closest?.("[data-number]")?.dataset.number;
    figure.classList.toggle("atlas-chart--marked", number !== undefined);
    for (const other of place.querySelectorAll("[data-number]")) {
      other.classList.toggle("atlas-marked", other.dataset.number === number);
    }
  };
  for (const name of ["pointerover", "focusin"]) place.addEventListener(name, (event) => mark(event.target));
  for (const name of ["pointerleave", "focusout"]) place.addEventListener(name, () => mark(null));
}
