// A routine under way: joins the state machine to the clock, the screen, the sounds and the storage.

import { Outbox } from "../outbox/index.js";
import { fetchAhead } from "./prefetch.js";
import { missed, missedSpoken, missedWords } from "./missed.js";
import { letSleep } from "../device/wake_lock.js";
import { doseOf } from "./dose.js";
import { begin, cues, lastSeen, next, restore } from "./engine.js";
import { listenToKeys } from "./keys.js";
import { noticeIn } from "./notice.js";
import { keepPresent } from "./presence.js";
import { handOver } from "./submitting.js";
import { isLocked, isSpeaking, Sound, unlock } from "../device/sound.js";
import { joinSwitches } from "../device/sound_panel.js";
import { parsed } from "./stored_state.js";
import { listenToTaps } from "./taps.js";
import { isOver, left, secondsSince } from "../plan/timeline.js";
import { openWayOut } from "./stop_dialog.js";

const REPAINT = 250;

/** Starts the routine of `plan` on `screen`, or goes on with the one that the phone has kept. */
export function play({ element, screen, plan, store, view }) {
  const leaving = new AbortController();
  const { signal } = leaving;
  const form = element.querySelector("form");
  const dialog = screen.querySelector("dialog");
  const counting = screen.querySelector("[data-count-unseen]");
  const unlocker = screen.querySelector("[data-do=sound]");
  const options = () => ({ countUnseen: counting.checked });
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  const outbox = Outbox.of({ ...element.dataset, token });
  const pageAhead = fetchAhead(element.dataset.post, signal);
  const sound = new Sound(plan, signal);
  const notice = noticeIn(screen);
  let state = null;
  let sentAt = performance.now();

  /** Goes on to `following`; `seen` is the last state that anybody could see. */
  function show(following, seen = state) {
    const heard = cues(state, following);
    const gap = missed(seen, following);
    const isLeft = following.waits && !state?.waits && following.mode === "paused";
    if (isWorthKeeping(state, following)) store.keep(following);
    if (isOver(following)) letSleep();
    state = following;
    view.paint(state, options());
    sound.follow(state);
    if (gap) notice.show(missedWords(gap));
    if (isLeft) notice.show("Paused while you were away");
    for (const cue of heard) tell(cue, gap ? missedSpoken(gap) : "");
    notice.age();
    unlocker.toggleAttribute("hidden", isOver(state) || !isLocked());
  }

  // What is heard and read out listens to the machine; it never touches it.
  function tell(cue, first) {
    sound.tell(cue, first);
    view.announce(isSpeaking() ? null : cue);
  }

  function send(type, more = {}) {
    const now = performance.now();
    const passed = now - sentAt;
    sentAt = now;
    const seen = type === "visible" ? lastSeen(state) : state;
    show(next(state, { type, ...more }, Date.now(), passed), seen);
  }

  const acts = {
    toggle: () => send(state.mode === "paused" ? "resume" : "pause"),
    back: () => send("back"),
    skip: () => send("skip"),
    ready: () => send("ready"),
    resume: () => send("resume"),
    end: () => openWayOut(dialog, state, send),
    "carry-on": () => dialog.close(),
  };

  function act(name) {
    if (name in acts && (name === "resume" || !isOver(state))) acts[name]();
  }

  /** Lets the sound through, inside a tap or a key; tells whether it was locked. */
  function letThrough() {
    if (!isLocked()) return false;
    unlock();
    unlocker.hidden = true;
    present.askAgain();
    for (const cue of isOver(state) ? [] : cues(null, state)) tell(cue);
    return true;
  }

  function tapped(name) {
    const wasLocked = letThrough();
    // While sound is locked, the first tap anywhere is for the sound alone and pauses nothing.
    if (name === "anywhere") return wasLocked && state.mode === "running" ? null : act("toggle");
    act(name);
  }

  function begun() {
    const stored = store.read();
    const now = Date.now();
    const seen = stored && lastSeen(parsed(stored) ?? {});
    show(stored ? restore(stored, plan, now) : begin(plan, now), seen);
  }

  joinSwitches(screen.querySelector(".player__bar"), signal);
  listenToTaps(screen, dialog, tapped, signal);
  listenToKeys(tapped, signal);
  counting.addEventListener("change", () => view.paint(state, options()));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    form.elements.dose.value = JSON.stringify(doseOf(state, options()));
    form.elements.stopped_reason.value = state.reason;
    const isLast = event.submitter?.value === "finish";
    const ago = secondsSince(state, Date.now());
    handOver({ form, screen, store, outbox, isLast, ago, page: isLast ? null : pageAhead() });
  });
  begun();
  const present = keepPresent({ state: () => state, send, notice: notice.show, signal });
  document.addEventListener("visibilitychange", () => store.keep(state), { signal });
  tickWhileHere(element, leaving, () => send("tick"));
  outbox.send();
}

/** Calls `tick` until `element` is on the page no more: another page may have taken its place. */
function tickWhileHere(element, leaving, tick) {
  const ticking = setInterval(() => (element.isConnected ? tick() : leaving.abort()), REPAINT);
  const { signal } = leaving;
  signal.addEventListener("abort", () => clearInterval(ticking));
  document.addEventListener("pageshown", () => element.isConnected || leaving.abort(), { signal });
}

function isWorthKeeping(previous, state) {
  const second = (one) => Math.ceil(left(one) / 1000);
  const moved = !previous || previous.entry !== state.entry || previous.mode !== state.mode;
  return moved || second(previous) !== second(state);
}
