// Starts a session on this phone: the same choices as with a network, filled in from the bundle.

import { find } from "../dom.js";
import { gettext, ngettext } from "../gettext.js";
import { uuid as newUuid } from "../outbox/uuid.js";
import { visit } from "../phone/next_stage.js";
import { saveSnapshot } from "../phone/offline_store.js";
import { pathOf } from "../phone/stages.js";
import { sentences } from "../plan/places.js";
import { isTechnique } from "../plan/timeline.js";
import { zone } from "../zone.js";
import { planned } from "./plans.js";

/** @typedef {SessionChoices & { tests: string[] }} Choices */
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
  screen.show("chance", bundle.chance).show("elsewhere", Boolean(bundle.elsewhere?.length));
  screen.say("elsewhere", (bundle.elsewhere ?? []).join(", "));
  const showOwn = () => (find(form, "[data-own]").hidden = new FormData(form).get("set") !== "own");
  form.addEventListener("change", showOwn);
  showOwn();
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

/** @param {HTMLFormElement} form @param {OfflineBundle} bundle */
function fillIn(form, { routines, last }) {
  const list = find(form, "[data-routines]");
  const option = /** @type {Element} */ (list.firstElementChild);
  list.replaceChildren(...routines.map((routine) => filledIn(/** @type {Element} */ (option.cloneNode(true)), routine)));
  for (const name of /** @type {const} */ (["set", "routine", "order", "seconds"])) {
    const field = /** @type {RadioNodeList | HTMLInputElement} */ (form.elements.namedItem(name));
    field.value = String(last[name]);
  }
  /** @type {NodeListOf<HTMLInputElement>} */
  const boxes = form.querySelectorAll("[name=tests]");
  for (const box of boxes) box.checked = last.tests.includes(box.value);
}

/** @param {Element} option @param {BundledRoutine} routine */
function filledIn(option, { slug, name, gloss, minutes }) {
  const input = find(option, "input", HTMLInputElement);
  Object.assign(input, { value: slug, id: `routine-${slug}` });
  find(option, "label", HTMLLabelElement).htmlFor = input.id;
  find(option, "[data-say=name]").textContent = name;
  find(option, "[data-say=about]").textContent = slug === "test_only" ? sittingWords() : aboutWords(gloss, minutes);
  return option;
}

const sittingWords = () =>
  gettext("Rest for as long as a routine takes, then rate again. Shows what rating twice does by itself.");

/** @param {string} gloss @param {number} count */
function aboutWords(gloss, count) {
  const minutes = ngettext("About %(count)s minute at 45 s a move.", "About %(count)s minutes at 45 s a move.", count, { count });
  return sentences(gloss && `${gloss}.`, minutes);
}

/** @param {HTMLFormElement} form @returns {Choices} */
function choicesIn(form) {
  const fields = new FormData(form);
  const [set, routine, seconds, order] = ["set", "routine", "seconds", "order"].map((name) => String(fields.get(name) ?? ""));
  return { set, routine, seconds, order, tests: fields.getAll("tests").map(String) };
}

/** What is wrong with the choices, in words; "" for nothing. @param {Choices} choices @param {OfflineBundle} bundle */
function objectionTo(choices, bundle) {
  if (choices.set === "own" && !choices.tests.length) return gettext("Choose at least one test, or Quick or Full.");
  const routine = planned(choices, bundle);
  if (!routine) return gettext("Choose a routine.");
  return routine.steps.some(isTechnique) ? "" : gettext("This routine has no move for that side. Choose the other.");
}

/** @param {import("./shell.js").Screen} screen @param {HTMLFormElement} form @param {string} objection */
function showObjection(screen, form, objection) {
  const place = find(form, "[data-error]");
  place.hidden = false;
  screen.say("error", objection);
  place.focus();
}

/** Returns the snapshot of the new session. @param {Here} here @param {Choices} choices @returns {Promise<Snapshot>} */
async function start({ user, bundle, outbox }, choices) {
  const uuid = newUuid();
  const routine = /** @type {PlannedRoutine} */ (planned(choices, bundle));
  const tests = bundle.tests.filter(({ test }) => isChosen(test, choices, bundle));
  const { order, set } = choices;
  const plan = { tests, order, routine, set };
  const kind = choices.routine === "test_only" ? "test_only" : "routine";
  const started = new Date().toISOString();
  const snapshot = { uuid, plan, kind, title: routine.name, draws: false, started, ...bundle.course };
  await saveSnapshot(user, snapshot);
  // The very tests, whatever the set: one that is retired until this arrives is rated here.
  const names = tests.map(({ test }) => test).join(",");
  outbox.put({ ...choices, kind: "start", session: uuid, zone: zone(), tests: names, vary: bundle.vary });
  await outbox.written;
  return snapshot;
}

/** @param {string} test @param {Choices} choices @param {OfflineBundle} bundle */
const isChosen = (test, { set, tests }, { quick }) =>
  set === "full" || (set === "quick" ? quick : tests).includes(test);
