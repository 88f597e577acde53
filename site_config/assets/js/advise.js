// From a situation to methods: the rules of generator/advise.py, for the page. Whoever changes
// one changes the other; a test runs both on the same situations.
import { judge as enough } from "./amounts.js";

export const SKILL_WITHIN_REACH = 1;
export const SKILL_PRICE = 2;
export const DATA_PRICE = 2;
const DATA = "Data";

export function situationOf(data, answers) {
  const chosen = [];
  const offered = [];
  const amounts = new Map();
  for (const question of data.questions) {
    const keys = answers[question.key] || [];
    if (keys.length) {
      offered.push(...question.options.flatMap((option) => option.tags || []));
      for (const option of question.options)
        for (const kind of Object.keys(option.data || {})) amounts.set(kind, amounts.get(kind) || 0);
    }
    const picked = question.options.filter((option) => keys.includes(option.key));
    chosen.push(...(question.several ? picked : picked.slice(0, 1)));
  }
  for (const option of chosen)
    for (const [kind, amount] of Object.entries(option.data || {}))
      amounts.set(kind, Math.max(amounts.get(kind), amount));
  const last = (name) => chosen.reduce((found, option) => option[name] ?? found, null);
  const tags = new Set(chosen.flatMap((option) => option.tags || []));
  return {
    tags,
    // what an answered question offered and was not taken
    denied: new Set(offered.filter((tag) => !tags.has(tag))),
    wants: new Set(chosen.flatMap((option) => option.wants || [])),
    access: last("access"),
    hardware: last("hardware"),
    expertise: last("expertise"),
    data: amounts, // amount by kind; 0: offered and not taken
  };
}

export function advise(data, situation) {
  return data.methods
    .map((method) => judge(data, situation, method))
    .sort(
      (a, b) =>
        Number(a.excluded.length > 0) - Number(b.excluded.length > 0) ||
        b.score - a.score ||
        a.unknown.length - b.unknown.length ||
        (a.slug < b.slug ? -1 : 1),
    );
}

export function bestPerAxis(advice) {
  const found = {};
  for (const item of advice)
    if (!item.excluded.length && item.score > 0) (found[item.axis] ||= []).push(item);
  return found;
}

export function stagedPlan(data, advice) {
  return data.stages.map((stage) => [
    stage.key,
    advice.find(
      (a) =>
        !a.excluded.length &&
        a.score > 0 &&
        (stage.groups.includes(a.method.group) || stage.axes.includes(a.axis)),
    )?.slug ?? null,
  ]);
}

function judge(data, situation, method) {
  const reasons = [];
  for (const [list, sign] of [[method.good, 1], [method.bad, -1]])
    for (const [tag, weight, why] of list)
      if (situation.tags.has(tag)) reasons.push({ weight: sign * weight, label: data.tags[tag], why });
  for (const [key, label] of data.effects)
    if (situation.wants.has(key) && method.effects[key])
      reasons.push({ weight: method.effects[key], label, why: "" });
  const skill = gap(data, "expertise", method.expertise, situation.expertise);
  if (skill > 0 && skill <= SKILL_WITHIN_REACH)
    reasons.push({
      weight: -SKILL_PRICE,
      label: data.ordinals.expertise.label,
      why: levelLabel(data, "expertise", method.expertise),
    });
  const verdict = dataVerdict(data, situation, method);
  if (verdict === "too_little_so_far")
    reasons.push({ weight: -DATA_PRICE, label: DATA, why: method.need.text });
  const excluded = [];
  for (const [anyOf, why] of method.requires)
    if (anyOf.every((tag) => situation.denied.has(tag))) excluded.push(why);
  const done = hosted(data, situation, method);
  for (const scale of ["access", "hardware"])
    if (gap(data, scale, method[scale], situation[scale]) > 0 && !done)
      excluded.push(needs(data, scale, method[scale]));
  if (skill > SKILL_WITHIN_REACH) excluded.push(needs(data, "expertise", method.expertise));
  if (verdict === "too_little") excluded.push(`${DATA}: ${method.need.text}`);
  const unknown = ["access", "hardware", "expertise"]
    .filter((scale) => situation[scale] && !method[scale])
    .map((scale) => data.ordinals[scale].label);
  if (verdict === "unknown") unknown.push(DATA);
  const score = reasons.reduce((sum, reason) => sum + reason.weight, 0);
  return { slug: method.slug, axis: method.axis, score, reasons, excluded, unknown, method };
}

function dataVerdict(data, situation, method) {
  if (!situation.data.size || method.need === "nothing") return "enough";
  return method.need === "unknown" ? "unknown" : enough(data, method.need, situation.data);
}

// A provider does it for the reader. Unknown is not yes.
function hosted(data, situation, method) {
  return (
    method.hosted &&
    situation.access !== null &&
    gap(data, "access", data.hosted_access, situation.access) <= 0
  );
}

function gap(data, scale, needed, given) {
  if (needed === null || given === null) return 0;
  const levels = data.ordinals[scale].levels.map(([key]) => key);
  return levels.indexOf(needed) - levels.indexOf(given);
}

function levelLabel(data, scale, key) {
  return data.ordinals[scale].levels.find(([level]) => level === key)[1];
}

function needs(data, scale, key) {
  return `${data.ordinals[scale].label}: ${levelLabel(data, scale, key)}`;
}
