// Where dots and their names go on the chart so that none covers another. Lengths are pixels of the page.
export const NARROW = 620; // below this width only numbers stand in the chart; the table says whose they are

const RADIUS = 10;
const INSET = 14; // so that dots at the ends stand clear of the words beside the chart

/** Size of the chart for a width, and the places of its axes. Long words of a scale need more room. */
export function layout(width, sideTicks, bottomTicks) {
  const narrow = width < NARROW;
  const wide = Math.max(...sideTicks.map(([, label]) => Math.min(label.length, narrow ? 11 : 16)));
  const left = 18 + wide * 6.6;
  const right = 16;
  const height = narrow ? Math.round(width * 1.25) : 560;
  const room = (width - left - right) / Math.max(1, bottomTicks.length - 0.5);
  const letters = Math.max(6, Math.floor(room / 6.8));
  const deepest = Math.max(...bottomTicks.map(([, label]) => wrap(label, letters).length));
  const bottom = 34 + 14 * deepest;
  const top = 30;
  return {
    width, height, left, right, top, bottom,
    x: (value) => left + INSET + (value / 100) * (width - left - right - 2 * INSET),
    y: (value) => height - bottom - INSET - (value / 100) * (height - top - bottom - 2 * INSET),
    wrap: (label) => wrap(label, letters),
    wrapSide: (label) => wrap(label, narrow ? 11 : 16),
  };
}

function wrap(label, letters) {
  const lines = [];
  for (const word of label.split(/ |(?<=-)/)) {
    const last = lines.at(-1);
    if (last !== undefined && joined(last, word).length <= letters) lines[lines.length - 1] = joined(last, word);
    else lines.push(word);
  }
  return lines;
}

function joined(last, word) {
  return last.endsWith("-") ? last + word : `${last} ${word}`;
}

/** Dots with numbers, moved to the nearest free place where others stand already. */
export function badges(points, frame) {
  const taken = [];
  for (const point of points) {
    [point.dotX, point.dotY] = nearestFree(point.x, point.y, taken, frame);
    taken.push([point.dotX - RADIUS, point.dotY - RADIUS, point.dotX + RADIUS, point.dotY + RADIUS]);
  }
  return taken;
}

/** Dots as above, and beside each its name; `measure(text)` is its width. */
export function names(points, frame, measure) {
  const taken = badges(points, frame);
  for (const point of points) point.label = labelPlace(point, measure(point.method.name) + 8, taken, frame);
}

function nearestFree(x, y, taken, frame) {
  for (let ring = 0; ring < 12; ring++) {
    for (let turn = 0; turn < Math.max(1, ring * 8); turn++) {
      const angle = (turn / Math.max(1, ring * 8)) * 2 * Math.PI;
      const spot = [x + ring * 6 * Math.cos(angle), y + ring * 6 * Math.sin(angle)];
      const box = [spot[0] - RADIUS, spot[1] - RADIUS, spot[0] + RADIUS, spot[1] + RADIUS];
      if (inside(box, frame, 4) && !taken.some((other) => overlap(box, other))) return spot;
    }
  }
  return [x, y];
}

function labelPlace(point, width, taken, frame) {
  for (let step = 0; step < 16; step++) {
    for (const side of [1, -1]) {
      for (const sign of step ? [-1, 1] : [1]) {
        const left = side > 0 ? point.dotX + 13 : point.dotX - 13 - width;
        const middle = point.dotY + sign * step * 17;
        const box = [left, middle - 8, left + width, middle + 8];
        if (!inside(box, frame, 0) || taken.some((other) => overlap(box, other))) continue;
        taken.push(box);
        return { x: left + 4, y: middle + 4, nearX: side > 0 ? left + 2 : left + width - 2 };
      }
    }
  }
  return null; // its number and the table still name it
}

function inside(box, frame, slack) {
  return box[0] > frame.left - RADIUS - slack && box[2] < frame.width && box[1] > frame.top - RADIUS - slack && box[3] < frame.height - frame.bottom + RADIUS + slack;
}

function overlap(a, b) {
  return a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
}
