// Starts a session on this phone: the same choices as with a network, filled in from the kit.

import { uuid as newUuid } from "../outbox/uuid.js";
import { isTechnique } from "../plan/timeline.js";
import { zone } from "../zone.js";
import { keepRecord } from "../phone/offline_store.js";
import { planned } from "./plans.js";
import { address } from "../phone/stages.js";
import { visit } from "../phone/next_stage.js";

export function showStart(shell, { user, kit, outbox }) {
  const content = shell.copy("start");
  const form = content.querySelector("form");
  fill(form, kit);
  const screen = shell.put("start", content);
  screen.when("varied", Object.values(JSON.parse(kit.vary)).some((value) => value && value !== "off"));
  screen.when("chance", kit.chance).when("elsewhere", kit.elsewhere?.length > 0);
  screen.say("elsewhere", (kit.elsewhere ?? []).join(", "));
  const showOwn = () => (form.querySelector("[data-own]").hidden = form.elements.set.value !== "own");
  form.addEventListener("change", showOwn);
  showOwn();
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const chosen = chosenIn(form);
    const objection = objectionTo(chosen, kit);
    if (objection) return object(screen, form, objection);
    form.querySelector("button:not([type])").disabled = true;
    const record = await start(user, kit, outbox, chosen);
    return visit(address(record, record.stage));
  });
}

function fill(form, { routines, last }) {
  const list = form.querySelector("[data-routines]");
  const [one] = list.children;
  list.replaceChildren(...routines.map((routine) => drawn(one.cloneNode(true), routine)));
  for (const name of ["set", "routine", "order"]) form.elements[name].value = last[name];
  form.elements.seconds.value = String(last.seconds);
  for (const box of form.querySelectorAll("[name=tests]")) box.checked = last.tests.includes(box.value);
}

function drawn(pick, { slug, name, gloss, minutes }) {
  const input = pick.querySelector("input");
  Object.assign(input, { value: slug, id: `routine-${slug}` });
  pick.querySelector("label").htmlFor = input.id;
  pick.querySelector("[data-say=name]").textContent = name;
  pick.querySelector("[data-say=about]").textContent =
    slug === "test_only"
      ? "No routine. Sit still for as long, then rate again: what rating twice does by itself."
      : `${gloss ? `${gloss.charAt(0).toUpperCase()}${gloss.slice(1)}. ` : ""}About ${minutes} minutes at 45 s a move.`;
  return pick;
}

function chosenIn(form) {
  const fields = new FormData(form);
  const of = (name) => fields.get(name) ?? "";
  return { set: of("set"), routine: of("routine"), seconds: of("seconds"), order: of("order"), tests: fields.getAll("tests") };
}

function objectionTo(chosen, kit) {
  if (chosen.set === "own" && !chosen.tests.length) return "Choose at least one test, or take Quick or Full.";
  const routine = planned(chosen, kit);
  if (!routine) return "Choose what to do in between.";
  return routine.steps.some(isTechnique) ? "" : "This routine has no move for that side. Pick another order.";
}

function object(screen, form, sentence) {
  const place = form.querySelector("[data-error]");
  place.hidden = false;
  screen.say("error", sentence);
  place.focus();
}

async function start(user, kit, outbox, chosen) {
  const uuid = newUuid();
  const wanted = { full: kit.tests.map(({ test }) => test), quick: kit.quick, own: chosen.tests }[chosen.set];
  const tests = kit.tests.filter(({ test }) => wanted.includes(test));
  const routine = planned(chosen, kit);
  const { order, set } = chosen;
  const plan = { tests, order, first_side: order.split(" ").at(-1), routine, set };
  const kind = chosen.routine === "test_only" ? "test_only" : "routine";
  const about = { uuid, plan, kind, title: routine.name, draws: false, ...kit.course };
  const record = { ...about, started: new Date().toISOString() };
  await keepRecord(user, record);
  // The very tests, whatever the set: one that is taken off the lists until this arrives is rated here.
  const named = tests.map(({ test }) => test).join(",");
  outbox.put({ ...chosen, kind: "start", session: uuid, zone: zone(), tests: named, vary: kit.vary });
  await outbox.kept;
  return record;
}
