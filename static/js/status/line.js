// Says truthfully where the ratings are: on the server, on this phone, or nowhere yet.

export const entries = (count) => (count === 1 ? "1 entry" : `${count} entries`);

export const notSaved = (count) => `Not saved on this phone: ${entries(count)}. Keep this page open.`;
const SAVING = ["sending", "Saving…"];
const REST = 1000; // ms
const SAME = "\u00a0"; // Invisible, and silent: without it a second message of the same words is none.

/** [kind, text, a link] for the state of an outbox. */
export function words(state) {
  const { waiting, refused } = state;
  if (waiting && state.failed) return ["error", notSaved(waiting)];
  if (refused.length) return ["error", refusedWords(refused), ["See it", state.unsent]];
  if (!waiting) return ["saved", "Saved"];
  if (!state.stored) return SAVING;
  if (state.problem) return problemWords(state);
  if (state.sending) return SAVING;
  return ["phone", `On this phone, not sent yet: ${entries(waiting)}`];
}

function refusedWords(refused) {
  const { reason } = refused.at(-1);
  return refused.length === 1 ? `Not accepted: ${reason}` : `${refused.length} entries not accepted: ${reason}`;
}

function problemWords({ problem, waiting, signIn }) {
  if (problem === "sign in") return ["error", `On this phone. Sign in to send ${entries(waiting)}.`, ["Sign in", back(signIn)]];
  return ["error", `Somebody else is signed in. On this phone, not sent: ${entries(waiting)}.`];
}

export const back = (signIn) => `${signIn}?next=${encodeURIComponent(location.pathname)}`;

/** Shows each state of `outbox` in `mark` and says it by `say`, once there was anything to save. */
export function showSaved(mark, outbox, say) {
  let used = false;
  let last = "";
  const show = (state) => {
    used ||= state.waiting > 0 || state.refused.length > 0;
    if (!used) return;
    const now = words(state);
    paint(mark, now);
    if (String(now) !== last) say(now);
    last = String(now);
  };
  outbox.addEventListener("state", ({ detail }) => show(detail));
  show(outbox.state);
}

export function paint(mark, [kind, text, link]) {
  mark.dataset.kind = kind;
  const whole = link ? `${text} ${link[0]}` : text;
  if (mark.textContent === whole) return;
  mark.textContent = link ? `${text} ` : text;
  if (!link) return;
  const [textContent, href] = link;
  mark.append(Object.assign(document.createElement("a"), { textContent, href, className: "tap" }));
}

/**
 * Says the same aloud, without being in the way: what went wrong at once, all else after a moment of
 * rest, so that quick ratings are one message together.
 */
export function sayIn(region) {
  let timer;
  const say = (text) => (region.textContent = region.textContent === text ? text + SAME : text);
  return ([kind, text]) => {
    clearTimeout(timer);
    if (kind === "error") say(text);
    else if (kind !== "sending") timer = setTimeout(say, REST, kind === "saved" ? `${text}.` : text);
  };
}
