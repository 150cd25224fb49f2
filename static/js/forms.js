// Before a form is sent: is the server there? What is sent into nothing is lost to an error page.

const PATIENCE = 8000; // ms
const NO_SERVER = [502, 503, 504, 511];
const WORDS = "There is no connection right now, and nothing was changed. Try again when it is back.";

const asking = new WeakSet();
const seen = new WeakSet();
const sent = new WeakSet();

/** From now on no form leaves the page before the server has answered, and none leaves it twice. */
export function guardForms() {
  document.addEventListener("submit", (event) => {
    const { target: form, submitter, defaultPrevented } = event;
    if (defaultPrevented || !form.matches("[method=post i]") || seen.has(form)) return;
    // An old browser cannot send it later as if it had been tapped now.
    if (!form.requestSubmit && navigator.onLine) return;
    event.preventDefault();
    if (!asking.has(form) && !sent.has(form)) send(form, submitter);
  });
  addEventListener("pageshow", () => document.querySelectorAll("form").forEach((form) => sent.delete(form)));
}

async function send(form, submitter) {
  asking.add(form);
  const isThere = await answers();
  asking.delete(form);
  document.querySelector("[data-away]")?.remove();
  if (isThere) return go(form, submitter);
  // A form that has another way listens for this.
  const away = new CustomEvent("away", { cancelable: true, detail: { submitter } });
  if (form.dispatchEvent(away)) say(form);
}

/** Whether the server and its database answer; a hotel's network and a proxy alone do not count. */
async function answers() {
  if (!navigator.onLine) return false;
  try {
    const signal = AbortSignal.timeout?.(PATIENCE);
    const answer = await fetch("/readyz", { redirect: "error", cache: "no-store", credentials: "omit", signal });
    if (NO_SERVER.includes(answer.status)) return false;
    // A proxy may hide the address; then the form has to find out.
    return !answer.ok || (await answer.text()).trim() === "ok";
  } catch {
    return false;
  }
}

function go(form, submitter) {
  const button = submitter?.form === form ? submitter : undefined;
  seen.add(form);
  form.requestSubmit(button);
  seen.delete(form);
  // A second tap would send it a second time; where the browser was stopped, it can be sent again.
  sent.add(form);
  setTimeout(() => sent.delete(form), PATIENCE);
}

function say(form) {
  const note = Object.assign(document.createElement("p"), { className: "note note--warn mt-3", role: "alert" });
  note.textContent = WORDS;
  note.dataset.away = "";
  form.append(note);
  addEventListener("online", () => note.remove(), { once: true });
}
