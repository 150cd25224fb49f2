// Steps are moved, added and removed at once; without this, each button sends the form.

import { minutesOf } from "./minutes.js";
import { aboutOf, fieldOf, nameOf, pausesOf, stepOf } from "./typed.js";

export function mount(form) {
  const list = form.querySelector("[data-steps]");
  const putBack = form.querySelector("[data-put-back]");
  const template = document.getElementById("new-step");
  const known = JSON.parse(document.getElementById("known-steps").textContent);
  let removed = null;

  const items = () => [...list.children];
  const place = (item) => `move ${items().indexOf(item) + 1} of ${items().length}`;

  function say(text, item = null) {
    removed = item;
    putBack.hidden = !item;
    show(form, "said", text);
  }

  function paint() {
    const all = items();
    for (const [at, item] of all.entries()) {
      show(item, "name", nameOf(item));
      show(item, "about", aboutOf(item));
      disable(item.querySelector("[value^=up]"), at === 0);
      disable(item.querySelector("[value^=down]"), at === all.length - 1);
    }
    const minutes = minutesOf(all.map(stepOf), pausesOf(form), 45);
    show(form, "minutes", String(minutes));
    show(form, "minutes-word", minutes === 1 ? "minute" : "minutes");
  }

  // The neighbour changes its place, not the moved step: so the button pressed keeps the focus.
  function move(item, neighbour, how) {
    if (!neighbour) return;
    item[how](neighbour);
    paint();
    item.scrollIntoView({ block: "nearest" });
    flash(item);
    say(`${nameOf(item)} is now ${place(item)}.`);
  }

  function add() {
    const choice = form.elements.known;
    if (items().length >= Number(form.dataset.most)) {
      return say(`A routine has at most ${form.dataset.most} moves.`);
    }
    const item = made(template, freeNumber(items()));
    fill(item, known[choice.value] ?? {});
    list.append(item);
    choice.value = "";
    item.querySelector("details").open = true;
    paint();
    fieldOf(item, "name").focus();
    say(`${nameOf(item)} added as ${place(item)}.`);
  }

  function remove(item) {
    const next = item.nextElementSibling ?? item.previousElementSibling;
    const before = item.nextElementSibling;
    item.remove();
    paint();
    say(`${nameOf(item)} removed.`, { item, before });
    (next?.querySelector("summary") ?? form.elements.known).focus();
  }

  function undo() {
    const { item, before } = removed;
    list.insertBefore(item, before?.parentNode === list ? before : null);
    paint();
    say(`${nameOf(item)} is back as ${place(item)}.`);
    item.querySelector("summary").focus();
  }

  const acts = {
    up: (item) => move(item, item.previousElementSibling, "after"),
    down: (item) => move(item, item.nextElementSibling, "before"),
    remove,
    add,
  };

  form.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=do]");
    if (!button) return;
    event.preventDefault();
    acts[button.value.split(":")[0]](button.closest("[data-step-form]"));
  });
  putBack.addEventListener("click", undo);
  form.addEventListener("input", paint);
  paint();
}

function show(within, name, text) {
  for (const element of within.querySelectorAll(`[data-show="${name}"]`)) {
    if (element.textContent !== text) element.textContent = text;
  }
}

function disable(button, isDisabled) {
  if (isDisabled) button.setAttribute("aria-disabled", "true");
  else button.removeAttribute("aria-disabled");
}

function flash(item) {
  item.classList.remove("is-moved");
  void item.offsetWidth; // The animation starts again only after the page was laid out without it.
  item.classList.add("is-moved");
}

function freeNumber(items) {
  return Math.max(-1, ...items.map((item) => Number(item.querySelector("[name=step]").value))) + 1;
}

function made(template, number) {
  const holder = document.createElement("ol");
  holder.innerHTML = template.innerHTML.replaceAll("__n__", String(number));
  return holder.firstElementChild;
}

function fill(item, fields) {
  for (const [name, value] of Object.entries(fields)) fieldOf(item, name).value = value ?? "";
}
