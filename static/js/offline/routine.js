// The routine of a session on this phone: its plan comes from what is kept, its player is the same.

import { mount } from "../player/index.js";

export function showRoutine(shell, { user, record, phase }) {
  const { plan } = record;
  const routine = plan[phase];
  const content = shell.copy("routine");
  const element = content.querySelector(".routine");
  Object.assign(element.dataset, { local: "", session: record.uuid, user, phase, post: "" });
  const form = element.querySelector("form");
  form.append(hidden("csrfmiddlewaretoken"));
  form.before(...routine.steps.map((step) => stepOf(step, shell)));
  const { content: screen } = element.querySelector("template[data-screen]");
  for (const part of [element, screen]) say(part, routine);
  const json = Object.assign(document.createElement("script"), { type: "application/json", id: "record" });
  json.textContent = JSON.stringify(record);
  element.append(json);
  shell.put("routine", content, routine.name);
  mount(element);
  element.dataset.mounted = "";
}

const hidden = (name) => Object.assign(document.createElement("input"), { type: "hidden", name });

function say(part, { name, safety }) {
  for (const place of part.querySelectorAll("[data-routine=name]")) place.textContent = name;
  for (const place of part.querySelectorAll("[data-routine=safety]")) {
    if (safety.length) place.textContent = safety.join(" ");
    else place.remove();
  }
}

/** Never seen: the player stands over it and takes its drawings from it. */
function stepOf({ key, illustration }, shell) {
  const step = document.createElement("div");
  const picture = illustration && shell.drawing(illustration);
  step.dataset.step = key;
  if (picture) step.append(picture);
  return step;
}
