// Starts a session on this phone: the same choices as with a network, filled in from the bundle.

import { find } from "../dom.js";
import { gettext } from "../gettext.js";
import { uuid as newUuid } from "../outbox/uuid.js";
import { visit } from "../phone/next_stage.js";
import { saveSnapshot } from "../phone/offline_store.js";
import { pathOf } from "../phone/stages.js";
import { isTechnique } from "../plan/timeline.js";
import { zone } from "../zone.js";
import { planned } from "./plans.js";
import { choicesIn, fillIn } from "./start_form.js";

/** @typedef {{ user: string, bundle: OfflineBundle, outbox: import("../outbox/index.js").Outbox }} Here */

/** @param {import("./shell.js").Shell} shell @param {Here} here */
export function showStart(shell, here) {
  const { bundle } = here;
  const content = shell.copy("start");
  const form = find(content, "form", HTMLFormElement);
  const submit = find(form, "button:not([type])", HTMLButtonElement);
  fillIn(form, bundle);
  const screen = shell.put("start", content);
  screen.show("varied", Object.values(JSON.parse(bundle.vary)).some((value) => value && value !== "off"));
  screen.show("chance", bundle.chance);
  sayElsewhere(screen, "elsewhere", bundle.elsewhere);
  sayElsewhere(screen, "tests-elsewhere", bundle.tests_elsewhere);
  for (const [name, words] of Object.entries(bundle.words ?? {})) screen.say(name, words);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const choices = choicesIn(form);
    const objection = objectionTo(choices, bundle);
    if (objection) return showObjection(screen, form, objection);
    submit.disabled = true;
    const snapshot = await start(here, choices);
    return visit(pathOf(snapshot, snapshot.stage));
  });
}

/** Nothing that a person has is missing here without a word. @param {import("./shell.js").Screen} screen @param {string} name @param {string[]} [names] */
const sayElsewhere = (screen, name, names = []) => screen.show(name, names.length > 0).say(name, names.join(", "));

/** What is wrong with the choices, in words; "" for nothing. @param {ChosenTests & SessionChoices} choices @param {OfflineBundle} bundle */
function objectionTo(choices, bundle) {
  if (!chosenTests(choices, bundle).length) return noTestWords(bundle);
  const routine = planned(choices, bundle);
  if (!routine) return gettext("Choose a routine.");
  return routine.steps.some(isTechnique) ? "" : gettext("This routine has no move for that side. Choose the other.");
}

/** @param {OfflineBundle} bundle */
const noTestWords = ({ has_mine }) =>
  has_mine ? gettext("Choose at least one test, or My three or Full.") : gettext("Choose at least one test, or Quick or Full.");

/** @param {import("./shell.js").Screen} screen @param {HTMLFormElement} form @param {string} objection */
function showObjection(screen, form, objection) {
  const place = find(form, "[data-error]");
  place.hidden = false;
  screen.say("error", objection);
  place.focus();
}

/** Returns the snapshot of the new session. @param {Here} here @param {ChosenTests & SessionChoices} choices @returns {Promise<Snapshot>} */
async function start({ user, bundle, outbox }, choices) {
  const uuid = newUuid();
  const routine = /** @type {PlannedRoutine} */ (planned(choices, bundle));
  const chosen = chosenTests(choices, bundle);
  // What is frozen is the same as on the server; with it the phone keeps what their cards need.
  const tests = chosen.map(({ test, name, sided }) => ({ test, name, sided }));
  const { order, set } = choices;
  const kind = choices.routine === "test_only" ? "test_only" : "routine";
  const about = { plan: { tests, order, routine, set }, kind, title: routine.name, draws: false };
  const snapshot = { uuid, ...about, tests: chosen, started: new Date().toISOString(), ...bundle.course };
  await saveSnapshot(user, snapshot);
  // The very tests, whatever the set: one that is hidden or put away until this arrives is rated here.
  const names = tests.map(({ test }) => test).join(",");
  outbox.put({ ...choices, kind: "start", session: uuid, zone: zone(), tests: names, vary: bundle.vary });
  await outbox.written;
  return snapshot;
}

/** In the person's order. @param {ChosenTests & SessionChoices} choices @param {OfflineBundle} bundle */
const chosenTests = ({ set, tests }, { quick, tests: offered }) =>
  set === "full" ? offered : offered.filter(({ test }) => (set === "quick" ? quick : tests).includes(test));
