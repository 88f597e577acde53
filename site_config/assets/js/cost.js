// The formulas of generator/cost.py in the same order of operations, so that both give the same
// cents. Whoever changes one changes the other; a test runs both on the same inputs.
const MILLION = 1000000;

export function perCall(job, way) {
  const cached = way.cached ? job.hit_rate * job.cache_price + 1 - job.hit_rate : 1;
  const tokensIn = way.static_tokens * cached + way.extra_tokens + job.question_tokens;
  return (way.price_factor * (tokensIn * job.input_price + way.output_tokens * job.output_price)) / MILLION;
}

export function standing(job, way) {
  return way.fixed * (1 + way.refreshes * way.refresh_share) + job.months * way.hosting;
}

export function total(job, way, calls) {
  return standing(job, way) + calls * job.months * perCall(job, way);
}

// Calls a month from which the second way costs less; 0 if it always does, null if it never does.
export function breakEven(job, cheapStart, cheapCalls) {
  const saving = perCall(job, cheapStart) - perCall(job, cheapCalls);
  const extra = standing(job, cheapCalls) - standing(job, cheapStart);
  if (saving <= 0) return extra > 0 || saving < 0 ? null : 0;
  return Math.max(0, extra / (job.months * saving));
}

export function cents(dollars) {
  return Math.floor(dollars * 100 + 0.5);
}

export function ways(inputs) {
  const way = (fixed, hosting, static_tokens, extra_tokens, price_factor, refreshes, refresh_share, cached) => ({
    fixed, hosting, static_tokens, extra_tokens, price_factor, refreshes, refresh_share, cached,
    output_tokens: inputs.output_tokens,
  });
  const i = inputs;
  const prompting = i.prompt_hours * i.prompt_rate;
  const building = i.rag_hours * i.rag_rate;
  const tuning = i.label_hours * i.label_rate + i.work_hours * i.work_rate + i.training_price;
  return {
    prompt: way(prompting, 0, i.prompt_tokens, 0, 1, 0, 0, true),
    rag: way(building, i.rag_hosting, i.prompt_tokens, i.rag_tokens, 1, i.rag_refreshes, i.rag_share, true),
    tuned: way(
      tuning, i.tuned_hosting, i.tuned_tokens, 0, i.tuned_factor, i.tuned_refreshes, i.tuned_share, false,
    ),
  };
}
