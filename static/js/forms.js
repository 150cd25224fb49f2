// Before a form is sent: is the server there, and the person for whom the page was made? What is sent
// into nothing is lost to an error page, and what is sent into another account is worse.

const PATIENCE = 8000; // ms for an answer
const BUSY_FOR = 3000; // ms in which a server without its database is asked again
const SOON = 500; // ms between two questions, and until it is said that one is asked
const SLOWEST = 30_000; // ms after which the server itself gives up
const NO_SERVER = [502, 504, 511];
const WORDS = {
  asking: "Looking for the server…",
  away: "There is no connection right now, and nothing was changed. Try again when it is back.",
  busy: "The server cannot save anything right now, and nothing was changed. Try again in a moment.",
};

const seen = new WeakSet();
const sent = new WeakSet();
let isAsking = false;
let left = 0;

/** From now on no form leaves the page before the server has answered, and none leaves it twice. */
export function guardForms() {
  document.addEventListener("submit", (event) => {
    const { target: form, submitter, defaultPrevented } = event;
    if (defaultPrevented || !form.matches("[method=post i]")) return;
    if (seen.has(form)) return hold(form);
    // An old browser cannot send it later as if it had been tapped now.
    if (!form.requestSubmit && navigator.onLine) return;
    event.preventDefault();
    if (!isAsking && !sent.has(form)) send(form, submitter);
  });
  addEventListener("pagehide", () => (left += 1));
  addEventListener("pageshow", () => document.querySelectorAll("form").forEach((form) => sent.delete(form)));
}

/** A second tap would send it a second time; where the browser was stopped, it can be sent again. */
function hold(form) {
  sent.add(form);
  setTimeout(() => sent.delete(form), SLOWEST);
}

async function send(form, submitter) {
  const leftBefore = left;
  isAsking = true;
  const late = setTimeout(() => say(form, { words: WORDS.asking }, "status"), SOON);
  const why = await trouble(form);
  clearTimeout(late);
  isAsking = false;
  unsay();
  // Who went elsewhere meanwhile wants nothing of it any more.
  if (left !== leftBefore) return;
  if (!why) return go(form, submitter);
  // A form that has another way listens for this.
  const away = new CustomEvent("away", { cancelable: true, detail: { submitter } });
  if (why.way !== undefined || form.dispatchEvent(away)) say(form, why);
}

function go(form, submitter) {
  seen.add(form);
  form.requestSubmit(submitter?.form === form ? submitter : undefined);
  seen.delete(form);
}

/**
 * Null where the server and its database answer and `form` may go, else what is wrong, in words;
 * with the `way` to sign in or out where somebody else is there than the form was made for.
 */
export async function trouble(form) {
  for (const end = Date.now() + BUSY_FOR; ; await pause(SOON)) {
    const late = pause(PATIENCE).then(() => ["away", null]);
    const [why, whose] = await Promise.race([Promise.all([question(), whoseIs(form)]), late]);
    if (why === "busy" && Date.now() <= end) continue;
    return why ? { words: WORDS[why] } : whose;
  }
}

/** Null where the form's own person is here, or where nobody can tell: then the server decides. */
export async function whoseIs(form) {
  const person = form.elements.person?.value;
  if (!person) return null;
  try {
    const answer = await fetch("/who/", { headers: { "X-Person": person }, redirect: "error", cache: "no-store" });
    const { why, way } = await answer.json();
    return answer.ok && why ? { words: why, way } : null;
  } catch {
    return null;
  }
}

/** A hotel's page does not count. A proxy may hide the address: then the form has to find out. */
async function question() {
  try {
    const answer = await fetch("/readyz", { redirect: "error", cache: "no-store" });
    const isPage = (answer.headers.get("Content-Type") ?? "").startsWith("text/html");
    if (answer.status === 503) return "busy";
    return NO_SERVER.includes(answer.status) || (answer.ok && isPage) ? "away" : "";
  } catch {
    return "away";
  }
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

const unsay = () => document.querySelector("[data-away]")?.remove();

/** At the end of `place`, in the stead of what was said before. */
export function say(place, { words, way }, role = "alert") {
  unsay();
  const note = Object.assign(document.createElement("p"), { className: "note note--warn mt-3", role });
  note.textContent = words;
  note.dataset.away = "";
  if (way) note.append(" ", beside(way));
  place.append(note);
  if (way) note.scrollIntoView({ block: "nearest" });
  addEventListener("online", () => note.remove(), { once: true });
}

/** The page with what was typed stays as it is. */
function beside(way) {
  const textContent = way.includes("logout") ? "Sign out here (opens beside)" : "Sign in again (opens beside)";
  return Object.assign(document.createElement("a"), { href: way, textContent, target: "_blank", rel: "noopener" });
}
