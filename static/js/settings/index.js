// A page of settings: each of them counts as soon as it is changed, here and without a network.

import { showSounds } from "../device/sound_panel.js";
import { find } from "../dom.js";
import { showTrouble, troubleOf } from "../forms.js";
import { gettext } from "../gettext.js";
import { bundleOf, saveBundle } from "../phone/offline_store.js";
import { preferences, setPreferences } from "../preferences.js";
import { Saving } from "./saving.js";

const PATIENCE = 20_000; // ms; a network that never answers counts as none.
const OF_THE_FORM = ["csrfmiddlewaretoken", "person"];

/** @typedef {import("./saving.js").Settings} Settings */

/** What is seen or heard of a setting before it is saved. @type {Record<string, (value: string) => void>} */
const SHOW = {
  theme: (value) => document.dispatchEvent(new CustomEvent("themewanted", { detail: value })),
  text_size: (value) => void (document.documentElement.dataset.textSize = value),
  cue_volume: (value) => setPreferences({ cue_volume: Number(value) }),
};

/** @param {HTMLElement} root */
export function mount(root) {
  const form = find(root, "form[data-settings]", HTMLFormElement);
  find(form, "[data-plain]").hidden = true;
  showSounds(root, new AbortController().signal);
  const served = asServed(form);
  const saving = savingOf(form, served);
  // Somebody was faster than this script.
  for (const [name, value] of Object.entries(allOf(form))) if (value !== served[name]) saving.change(name, String(value));
  form.addEventListener("input", ({ target }) => show(form, nameOf(target)));
  form.addEventListener("change", ({ target }) => saving.change(nameOf(target), chosen(form, nameOf(target))));
  addEventListener("pagehide", () => saving.sendTheRest());
}

/** @param {HTMLFormElement} form @param {Settings} served */
function savingOf(form, served) {
  const said = find(document, "[data-saved]");
  const trouble = find(form, "[data-trouble]");
  let isOld = false;
  const saving = new Saving(served, (changes) => post(form, changes), {
    begun: () => [said, trouble].forEach((place) => place.replaceChildren()),
    saved(stored, sent, at) {
      put(form, saving);
      said.replaceChildren(find(document, "[data-saved-words]", HTMLTemplateElement).content.cloneNode(true));
      if ("time_zone" in sent) find(form, "[data-zone]").classList.replace("zone--device", "zone--hand");
      storeOnPhone(stored, at).catch(console.warn);
      isOld ||= "language" in sent;
    },
    async refused(_stored, why) {
      put(form, saving);
      showTrouble(trouble, why ? { words: why } : ((await troubleOf(form)) ?? { words: unknownWords() }));
    },
    rested: () => isOld && location.reload(),
  });
  return saving;
}

const unknownWords = () => gettext("That was not saved. Load this page again, then change it.");

/** @param {EventTarget | null} target */
const nameOf = (target) => /** @type {HTMLInputElement} */ (target).name;

/** @param {HTMLFormElement} form @param {string} name */
function chosen(form, name) {
  const field = /** @type {any} */ (form.elements.namedItem(name));
  return String(field.type === "checkbox" ? field.checked : field.value);
}

/** @param {HTMLFormElement} form @returns {Settings} */
function allOf(form) {
  const names = [...form.querySelectorAll("[name]:not([type=hidden])")].map(nameOf);
  return Object.fromEntries(names.map((name) => [name, chosen(form, name)]));
}

/** What the server has, whatever was tapped since the page came. @param {HTMLFormElement} form @returns {Settings} */
function asServed(form) {
  const settings = allOf(form);
  for (const name of Object.keys(settings)) {
    const field = /** @type {any} */ (form.elements.namedItem(name));
    if (field.type === "checkbox") settings[name] = String(field.defaultChecked);
    else if (field instanceof RadioNodeList) settings[name] = radioOf(field)?.value ?? "";
    else if (field.options) settings[name] = [...field.options].find((o) => o.defaultSelected)?.value ?? field.options[0].value;
    else settings[name] = field.defaultValue;
  }
  return settings;
}

/** @param {RadioNodeList} radios */
const radioOf = (radios) => /** @type {HTMLInputElement[]} */ ([...radios]).find((radio) => radio.defaultChecked);

/** @param {HTMLFormElement} form @param {string} name */
function show(form, name) {
  const value = chosen(form, name);
  SHOW[name]?.(value);
  const output = form.querySelector(`[data-output="${CSS.escape(name)}"]`);
  if (output) output.textContent = value;
}

/** Every control shows what is stored, but for one that was changed again meanwhile. @param {HTMLFormElement} form @param {Saving} saving */
function put(form, saving) {
  for (const [name, value] of Object.entries(saving.stored)) {
    if (saving.isWaiting(name)) continue;
    const field = /** @type {any} */ (form.elements.namedItem(name));
    if (field.type === "checkbox") field.checked = String(value) === "true";
    else field.value = String(value);
    show(form, name);
  }
}

/** @param {HTMLFormElement} form @param {Settings} changes @returns {Promise<import("./saving.js").Answer | null>} */
async function post(form, changes) {
  const own = [...new FormData(form)].filter(([name]) => OF_THE_FORM.includes(name));
  const body = new URLSearchParams(/** @type {string[][]} */ ([...own, ...Object.entries(changes)]));
  const signal = AbortSignal.timeout?.(PATIENCE);
  const headers = { Accept: "application/json" };
  try {
    const response = await fetch(form.action, { method: "POST", body, headers, redirect: "error", keepalive: true, signal });
    const answer = await response.json();
    return answer.stored ? answer : null;
  } catch {
    return null;
  }
}

/** Pages without a network go by it at once; with one, the next page fetches everything anew. @param {Settings} stored @param {string} made by the server's clock */
async function storeOnPhone(stored, made) {
  const { user = "" } = document.documentElement.dataset;
  const known = Object.entries(stored).filter(([name]) => name in preferences());
  setPreferences(Object.fromEntries(known));
  const bundle = await bundleOf(user);
  if (!bundle) return;
  const theme = String(stored.theme ?? bundle.theme);
  const textSize = Number(stored.text_size ?? bundle.text_size);
  await saveBundle(user, { ...bundle, theme, text_size: textSize, preferences: preferences(), made, kept: 0 });
}
