// From a situation to methods: the rules of generator/advise.py, for the page. Whoever changes
// one changes the other; a test runs both on the same situations.
export const SKILL_WITHIN_REACH = 1;
export const SKILL_PRICE = 2;

export function situationOf(data, answers) {
  const chosen = [];
  const offered = [];
  for (const question of data.questions) {
    const keys = answers[question.key] || [];
    if (keys.length) offered.push(...question.options.flatMap((option) => option.tags || []));
    const picked = question.options.filter((option) => keys.includes(option.key));
    chosen.push(...(question.several ? picked : picked.slice(0, 1)));
  }
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
  };
}

export function advise(data, situation) {
  return data.methods
    .map((method) => judge(data, situation, method))
    .sort(
      (a, b) =>
        Number(a.excluded.length > 0) - Number(b.excluded.length > 0) ||
        b.score - a.score ||
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
  const excluded = [];
  for (const [anyOf, why] of method.requires)
    if (anyOf.every((tag) => situation.denied.has(tag))) excluded.push(why);
  const done = hosted(data, situation, method);
  for (const scale of ["access", "hardware"])
    if (gap(data, scale, method[scale], situation[scale]) > 0 && !done)
      excluded.push(needs(data, scale, method[scale]));
  if (skill > SKILL_WITHIN_REACH) excluded.push(needs(data, "expertise", method.expertise));
  const score = reasons.reduce((sum, reason) => sum + reason.weight, 0);
  return { slug: method.slug, axis: method.axis, score, reasons, excluded, method };
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
