// Under the pointer a method of the timeline stands out with its lines, and what they lead to.
export function start(place) {
  const svg = place.querySelector("svg");
  const lines = [...svg.querySelectorAll("path")];
  const spots = [...svg.querySelectorAll("[data-slug]")];
  const mark = (slug) => {
    const near = new Set([slug]);
    for (const line of lines) {
      const { from, to } = line.dataset;
      const on = from === slug || to === slug;
      line.classList.toggle("atlas-marked", on);
      if (on) near.add(from).add(to);
    }
    for (const spot of spots) spot.classList.toggle("atlas-marked", near.has(spot.dataset.slug));
    svg.classList.toggle("atlas-timeline--marked", slug !== undefined);
  };
  svg.addEventListener("pointerover", (event) => mark(event.target.closest("[data-slug]")?.dataset.slug));
  svg.addEventListener("pointerleave", () => mark(undefined));
}
