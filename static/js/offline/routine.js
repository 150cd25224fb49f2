// The routine of a session on this phone: its plan comes from the snapshot, its player is the same.

import { find } from "../dom.js";
import { legsOf } from "../plan/plan.js";
import { mount } from "../player/index.js";

/** @param {import("./shell.js").Shell} shell @param {SessionHere} session */
export function showRoutine(shell, { user, snapshot, page }) {
  const routine = legsOf(snapshot.plan)[page];
  const content = shell.copy("routine");
  const element = find(content, ".routine");
  Object.assign(element.dataset, { local: "", session: snapshot.uuid, user, phase: page, post: "" });
  const form = find(element, "form");
  form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "csrfmiddlewaretoken" }));
  form.before(...routine.steps.map((step) => stepOf(step, shell)));
  fillIn(element, routine);
  fillIn(find(element, "template[data-screen]", HTMLTemplateElement).content, routine);
  const json = Object.assign(document.createElement("script"), { type: "application/json", id: "session-snapshot" });
  json.textContent = JSON.stringify(snapshot);
  element.append(json);
  shell.put("routine", content, routine.name);
  mount(element);
  element.dataset.mounted = "";
}

/** @param {ParentNode} part @param {PlannedRoutine} routine */
function fillIn(part, { name, safety }) {
  for (const place of part.querySelectorAll("[data-routine=name]")) place.textContent = name;
  for (const place of part.querySelectorAll("[data-routine=safety]")) {
    if (safety.length) place.textContent = safety.join(" ");
    else place.remove();
  }
}

/** Nobody sees it: the player covers it and takes its drawings from it. @param {PlannedStep} step @param {import("./shell.js").Shell} shell */
function stepOf({ key, illustration }, shell) {
  const step = document.createElement("div");
  step.dataset.step = key;
  step.append(...shell.drawings(illustration));
  return step;
}
