// Asks the browser for a passkey, and sends what it gives with the form.

import { find } from "../dom.js";
import { gettext } from "../gettext.js";
import { creationOptions, plain, requestOptions } from "./json.js";

/** What is asked for by itself on the sign-in page ends when the button asks. */
let asking = new AbortController();

/** @param {HTMLFormElement} form */
export function mount(form) {
  const button = find(form, "[data-ask]", HTMLButtonElement);
  const why = find(form, "[data-why]");
  if (!globalThis.PublicKeyCredential) {
    why.textContent = gettext("This browser has no passkeys.");
    return;
  }
  why.hidden = true;
  button.hidden = false;
  button.addEventListener("click", () => ask(form));
  if (form.dataset.way === "sign-in") offer(form);
}

/** @param {HTMLFormElement} form */
async function ask(form) {
  asking.abort();
  try {
    send(form, await credential(form));
  } catch (error) {
    showTrouble(form, error);
  }
}

/** The sign-in page offers passkeys among the addresses of its field. @param {HTMLFormElement} form */
async function offer(form) {
  if (!(await PublicKeyCredential.isConditionalMediationAvailable?.())) return;
  asking = new AbortController();
  try {
    send(form, await credential(form, { mediation: "conditional", signal: asking.signal }));
  } catch (error) {
    // Nobody asked for it, so nobody need know; the button is there.
    console.info(error);
  }
}

/** @param {HTMLFormElement} form @param {CredentialRequestOptions} [how] */
async function credential(form, how = {}) {
  const options = await optionsOf(form);
  if (form.dataset.way === "create") return navigator.credentials.create({ publicKey: creationOptions(options) });
  return navigator.credentials.get({ ...how, publicKey: requestOptions(options) });
}

/** @param {HTMLFormElement} form */
async function optionsOf(form) {
  const block = form.querySelector("script[type='application/json']");
  if (block) return JSON.parse(block.textContent ?? "").publicKey;
  const headers = { Accept: "application/json", "X-Requested-With": "XMLHttpRequest" };
  const response = await fetch(form.action, { headers, redirect: "error", cache: "no-store" });
  if (!response.ok) throw new Error(`status ${response.status}`);
  return (await response.json()).request_options.publicKey;
}

/** @param {HTMLFormElement} form @param {Credential | null} made */
function send(form, made) {
  if (!made) return;
  find(form, "[name=credential]", HTMLInputElement).value = JSON.stringify(plain(/** @type {any} */ (made)));
  form.requestSubmit();
}

/** @param {HTMLFormElement} form @param {unknown} error */
function showTrouble(form, error) {
  const trouble = find(form, "[data-trouble]");
  const name = error instanceof DOMException ? error.name : "";
  trouble.hidden = false;
  trouble.textContent =
    name === "InvalidStateError"
      ? gettext("This device has a passkey of yours already.")
      : gettext("No passkey was used. Nothing was changed. Try again, or take another way.");
}
