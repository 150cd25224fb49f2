// Unpacks the plans in the offline bundle: what is the same in all plans of a routine is in it once.

/** The plan that the server would freeze; null where this phone does not have the routine. @param {SessionChoices} choices @param {OfflineBundle} bundle @returns {PlannedRoutine | null} */
export function planned({ routine: slug, seconds, order }, { routines }) {
  const routine = routines.find((bundled) => bundled.slug === slug);
  const plan = routine?.plans[`${seconds}:${order}`];
  if (!routine || !plan) return null;
  const steps = plan.map(([number, time]) => ({ ...routine.steps[number], seconds: time }));
  return { ...routine.about, seconds: Number(seconds), steps };
}
