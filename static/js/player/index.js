// The routine player: joins the state machine to the clock, the screen, the keys and the storage.

import { doseOf } from "./ending.js";
import { begin, cues, next, restore } from "./engine.js";
import { listenToKeys } from "./keys.js";
import { deliver } from "./sending.js";
import { storeOf } from "./store.js";
import { isOver, left, timeline } from "./timeline.js";
import { viewOf } from "./view.js";

const REPAINT = 250;

/** Takes the place of the plain page in `element`, and starts or goes on with its routine. */
export function mount(element) {
  const plan = JSON.parse(document.getElementById("plan").textContent);
  const plain = element.querySelector("[data-plain]");
  const { content } = element.querySelector("template[data-screen]");
  const screen = document.importNode(content, true).querySelector("[data-player]");
  const view = viewOf(screen, timeline(plan.routine), drawingsIn(plain));
  whenSeen(() => {
    element.append(screen);
    run(element, screen, view, plan);
    plain.hidden = true;
  });
}

function drawingsIn(plain) {
  return ({ key }) =>
    plain.querySelector(`[data-step="${CSS.escape(key)}"] svg.il`)?.cloneNode(true) ?? null;
}

function whenSeen(start) {
  if (document.visibilityState === "visible") return start();
  document.addEventListener("visibilitychange", start, { once: true });
}

function run(element, screen, view, plan) {
  const store = storeOf(element.dataset.session);
  const form = element.querySelector("form");
  const dialog = screen.querySelector("dialog");
  const leaveOut = screen.querySelector("[data-leave-out]");
  const options = () => ({ leaveOutUnseen: leaveOut.checked });
  const stored = store.read();
  let state = null;

  function show(following) {
    const previous = state;
    const heard = cues(previous, following);
    state = following;
    if (isWorthKeeping(previous, state)) store.keep(state);
    view.paint(state, options());
    for (const cue of heard) tell(cue);
  }

  // Voice, tones and the wake lock listen to these events; they never touch the machine.
  function tell(cue) {
    view.announce(cue);
    element.dispatchEvent(new CustomEvent("cue", { detail: cue }));
  }

  const send = (type, more = {}) => show(next(state, { type, ...more }, Date.now()));

  const acts = {
    toggle: () => send(state.mode === "paused" ? "resume" : "pause"),
    back: () => send("back"),
    skip: () => send("skip"),
    ready: () => send("ready"),
    resume: () => send("resume"),
    end: () => openEnd(dialog, state, send),
    "carry-on": () => dialog.close(),
  };

  function act(name) {
    if (name === "resume" || !isOver(state)) acts[name]();
  }

  screen.addEventListener("click", (event) => {
    const button = event.target.closest("[data-do], [data-stop]");
    if (!button) return;
    // A tapped button gives the keys back to the page; one reached by keyboard keeps them.
    if (event.detail > 0) button.blur();
    if (button.dataset.do) return act(button.dataset.do);
    dialog.returnValue = button.dataset.stop;
    dialog.close();
  });
  leaveOut.addEventListener("change", () => view.paint(state, options()));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    form.elements.dose.value = JSON.stringify(doseOf(state, options()));
    form.elements.stopped_reason.value = state.reason;
    await handOver(form, store, screen);
  });
  listenToKeys(act);
  document.addEventListener("visibilitychange", () => {
    send(document.hidden ? "hidden" : "visible");
    store.keep(state);
  });
  show(stored ? restore(stored, plan, Date.now()) : begin(plan, Date.now()));
  setInterval(() => send("tick"), REPAINT);
}

function isWorthKeeping(previous, state) {
  const second = (one) => Math.ceil(left(one) / 1000);
  const moved = !previous || previous.entry !== state.entry || previous.mode !== state.mode;
  return moved || second(previous) !== second(state);
}

/** The routine waits while its end is asked for; closing without a reason goes on as before. */
function openEnd(dialog, state, send) {
  if (dialog.open) return;
  const wasRunning = state.mode === "running";
  send("pause");
  dialog.returnValue = "";
  dialog.addEventListener(
    "close",
    () => {
      if (dialog.returnValue) send("stop", { reason: dialog.returnValue });
      else if (wasRunning) send("resume");
    },
    { once: true },
  );
  dialog.showModal();
}

async function handOver(form, store, screen) {
  const button = screen.querySelector("[data-send]");
  const problem = screen.querySelector("[data-problem]");
  button.disabled = true;
  const { isStored, address } = await deliver(form);
  button.disabled = false;
  problem.hidden = address !== null;
  if (isStored) store.forget();
  if (address) location.assign(address);
}
