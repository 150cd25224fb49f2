// The plans of a routine as the kit holds them: what all of them say once, and each step with its time.

/** The plan that the server would freeze; null where this phone does not have the routine. */
export function planned({ routine: slug, seconds, order }, { routines }) {
  const routine = routines.find((each) => each.slug === slug);
  const plan = routine?.plans[`${seconds}:${order}`];
  if (!plan) return null;
  // Kept by an older version of this page: it is whole.
  if (plan.steps) return plan;
  const steps = plan.map(([number, long]) => ({ ...routine.steps[number], seconds: long }));
  return { ...routine.about, seconds: Number(seconds), steps };
}
