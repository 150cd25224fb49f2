// Before a form is sent, asks whether the server is there, and whether the person is for whom the page
// was made. A form sent into nothing is lost to an error page; one sent to another account is worse.

import { gettext } from "./gettext.js";

const PATIENCE = 8000; // ms for a response
const BUSY_FOR = 3000; // ms in which a server without its database is tried again
const SOON = 500; // ms between two tries, and until the page says that it tries
const SLOWEST = 30_000; // ms after which the server itself gives up
const NO_SERVER = [502, 504, 511];
const WORDS = {
  asking: () => gettext("Looking for the server…"),
  away: () => gettext("There is no connection right now, and nothing was changed. Try again when it is back."),
  busy: () => gettext("The server cannot save anything right now, and nothing was changed. Try again in a moment."),
};

/** Forms that may go: this module sends them itself. @type {WeakSet<Element>} */
const cleared = new WeakSet();
/** @type {WeakSet<Element>} */
const sent = new WeakSet();
let isChecking = false;
let departures = 0;

/** From now on no form leaves the page before the server has answered, and none leaves it twice. */
export function guardForms() {
  document.addEventListener("submit", (event) => {
    const form = /** @type {HTMLFormElement} */ (event.target);
    if (event.defaultPrevented || !form.matches("[method=post i]")) return;
    if (cleared.has(form)) return blockResend(form);
    // An old browser cannot send it later as if it had been tapped now.
    if (!form.requestSubmit && navigator.onLine) return;
    event.preventDefault();
    if (!isChecking && !sent.has(form)) send(form, event.submitter);
  });
  addEventListener("pagehide", () => (departures += 1));
  addEventListener("pageshow", () => document.querySelectorAll("form").forEach((form) => sent.delete(form)));
}

/** A second tap would send it twice. If the browser gave up, it can be sent again. @param {HTMLFormElement} form */
function blockResend(form) {
  sent.add(form);
  setTimeout(() => sent.delete(form), SLOWEST);
}

/** @param {HTMLFormElement} form @param {HTMLElement | null} submitter */
async function send(form, submitter) {
  const departuresBefore = departures;
  isChecking = true;
  const late = setTimeout(() => showTrouble(form, { words: WORDS.asking() }, "status"), SOON);
  const trouble = await troubleOf(form);
  clearTimeout(late);
  isChecking = false;
  clearTrouble();
  // Whoever has left the page meanwhile does not want the form sent any more.
  if (departures !== departuresBefore) return;
  if (!trouble) return submit(form, submitter);
  // A form that can do without the server listens for this.
  const away = new CustomEvent("away", { cancelable: true, detail: { submitter } });
  if (trouble.way !== undefined || form.dispatchEvent(away)) showTrouble(form, trouble);
}

/** @param {HTMLFormElement} form @param {any} submitter */
function submit(form, submitter) {
  cleared.add(form);
  form.requestSubmit(submitter?.form === form ? submitter : undefined);
  cleared.delete(form);
}

/**
 * Null where the server and its database answer and `form` may go, else what is wrong; with the `way`
 * to sign in or out where another person is there than the form was made for.
 *
 * @param {HTMLFormElement} form @returns {Promise<Trouble | null>}
 */
export async function troubleOf(form) {
  for (const end = Date.now() + BUSY_FOR; ; await pause(SOON)) {
    /** @type {Promise<["away", null]>} */
    const late = pause(PATIENCE).then(() => ["away", null]);
    const [state, wrongPerson] = await Promise.race([Promise.all([serverState(), troubleWithPerson(form)]), late]);
    if (state === "busy" && Date.now() <= end) continue;
    return state ? { words: WORDS[state]() } : wrongPerson;
  }
}

/**
 * Null where the form's own person is signed in, or where nobody can tell: then the server decides.
 *
 * @param {HTMLFormElement} form @returns {Promise<Trouble & { way: string } | null>}
 */
export async function troubleWithPerson(form) {
  const input = /** @type {HTMLInputElement | null} */ (form.elements.namedItem("person"));
  if (!input?.value) return null;
  try {
    const headers = { "X-Person": input.value };
    const response = await fetch("/who/", { headers, redirect: "error", cache: "no-store" });
    const { why, way } = await response.json();
    return response.ok && why ? { words: why, way } : null;
  } catch {
    return null;
  }
}

/**
 * "" where the server can take a form. A hotel's page does not count as its answer. A proxy may hide
 * the address /readyz: then only sending the form can tell.
 *
 * @returns {Promise<"" | "busy" | "away">}
 */
async function serverState() {
  try {
    const response = await fetch("/readyz", { redirect: "error", cache: "no-store" });
    const isPage = (response.headers.get("Content-Type") ?? "").startsWith("text/html");
    if (response.status === 503) return "busy";
    return NO_SERVER.includes(response.status) || (response.ok && isPage) ? "away" : "";
  } catch {
    return "away";
  }
}

/** @param {number} ms */
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

const clearTrouble = () => document.querySelector("[data-away]")?.remove();

/** At the end of `place`, replacing the previous message. @param {Element} place @param {Trouble} trouble */
export function showTrouble(place, { words, way }, role = "alert") {
  clearTrouble();
  const note = Object.assign(document.createElement("p"), { className: "note note--warn mt-3", role });
  note.textContent = words;
  note.dataset.away = "";
  if (way) note.append(" ", linkInNewTab(way));
  place.append(note);
  if (way) note.scrollIntoView({ block: "nearest" });
  addEventListener("online", () => note.remove(), { once: true });
}

/** So the page with what was typed stays. @param {string} way */
function linkInNewTab(way) {
  const textContent = way.includes("logout") ? gettext("Sign out in a new tab") : gettext("Sign in again in a new tab");
  return Object.assign(document.createElement("a"), { href: way, textContent, target: "_blank", rel: "noopener" });
}
