// Mounts a part on each element with data-mount; without its part an element stays a plain page.

import { guardForms } from "./forms.js";
import { loadCatalogue } from "./gettext.js";
import { cityOf, zone } from "./zone.js";

/** @type {Record<string, () => Promise<{ mount: (element: any) => unknown }>>} */
const parts = {
  charts: () => import("./charts/index.js"),
  columns: () => import("./columns.js"),
  copy: () => import("./copy.js"),
  deleting: () => import("./unsent/deleting.js"),
  fleeting: () => import("./fleeting.js"),
  folds: () => import("./folds.js"),
  leaving: () => import("./unsent/signing_out.js"),
  note: () => import("./note.js"),
  offline: () => import("./offline/index.js"),
  order: () => import("./order.js"),
  passkey: () => import("./passkey/index.js"),
  password: () => import("./password.js"),
  player: () => import("./player/index.js"),
  print: () => import("./print.js"),
  range: () => import("./charts/range.js"),
  rating: () => import("./rating/index.js"),
  routine_editor: () => import("./routine/index.js"),
  settings: () => import("./settings/index.js"),
  start: () => import("./start.js"),
  trial: () => import("./trial.js"),
  unsent: () => import("./unsent/index.js"),
};

const catalogueIsThere = loadCatalogue();

/** @param {HTMLElement} element */
async function mountPart(element) {
  const name = element.dataset.mount ?? "";
  try {
    const part = await parts[name]();
    await catalogueIsThere;
    await part.mount(element);
    element.dataset.mounted = "";
  } catch (error) {
    console.error(`The part "${name}" did not start; the page works without it.`, error);
  }
}

function mountAll() {
  /** @type {NodeListOf<HTMLElement>} */
  const elements = document.querySelectorAll("[data-mount]:not([data-mounted])");
  for (const element of elements) mountPart(element);
  fillInZone();
  const banner = /** @type {HTMLElement | null} */ (document.querySelector("[data-unsent-mark]"));
  const day = /** @type {HTMLElement | null} */ (document.querySelector("[data-day]"));
  if (day) import("./day.js").then((part) => part.mount(day), console.error);
  if (banner) catalogueIsThere.then(() => import("./unsent/banner.js")).then((part) => part.mount(banner), console.error);
  if (navigator.serviceWorker && document.getElementById("session-snapshot")) storeSnapshot();
}

/** At once, and not when the page has nothing else to do: the network may be gone by then. */
function storeSnapshot() {
  const { user = "" } = document.documentElement.dataset;
  import("./phone/snapshot.js").then((part) => part.storeShown(user)).catch(console.warn);
}

rememberUser();
mountAll();
guardForms();
reportZoneOnce();
document.addEventListener("pageshown", mountAll);

/** Fields may come while a page is open, so the document listens for all of them. */
document.addEventListener("input", ({ target }) => {
  const field = /** @type {HTMLInputElement} */ (target);
  if (field.matches("input[data-most], textarea[data-most]")) import("./length.js").then((part) => part.showLength(field));
});

/**
 * Signing in again changes the token: the cookie has the current one, an older page has not. The form
 * also says whose page it is (`person`), so that nobody else's token makes it theirs.
 */
document.addEventListener("formdata", ({ formData }) => {
  const token = tokenInCookie();
  if (token && formData.has("csrfmiddlewaretoken")) formData.set("csrfmiddlewaretoken", token);
});

function tokenInCookie() {
  return document.cookie.match(/(?:^|; )(?:__Host-)?csrftoken=(\w+)/)?.[1];
}

/** In every form that has a field for it, and wherever a page names the place. */
function fillInZone() {
  for (const input of document.querySelectorAll("input[name=zone]")) /** @type {HTMLInputElement} */ (input).value = zone();
  if (zone()) for (const place of document.querySelectorAll("[data-place]")) place.textContent = cityOf(zone());
}

/** An account without a zone gets it from the first page that its person opens. */
async function reportZoneOnce() {
  const { zoneTo } = document.documentElement.dataset;
  const token = tokenInCookie();
  if (!zoneTo || !zone() || !token || !navigator.onLine) return;
  const body = new URLSearchParams({ zone: zone(), csrfmiddlewaretoken: token });
  const response = await fetch(zoneTo, { method: "POST", body, redirect: "error" }).catch(() => null);
  const { moved } = (response?.ok && (await response.json())) || {};
  // A page that is about today may be about the wrong day.
  if (moved && document.querySelector("[data-day]")) import("./day.js").then((part) => part.renew(), console.error);
}

/** Pages that come without a network have no name in them, so they read here whose phone this is. */
function rememberUser() {
  const { user } = document.documentElement.dataset;
  try {
    if (user !== undefined) localStorage.setItem("user", user);
  } catch {
    // Without storage the phone has nothing to show without a network, either.
  }
}

/** Last of all, when the page is there and nothing else is to be done. */
function registerWorkerWhenIdle() {
  const start = () => import("./phone/registration.js").then(({ register }) => register());
  const idle = globalThis.requestIdleCallback ?? setTimeout;
  idle(() => start().catch((error) => console.warn("This page does not work without a network.", error)));
}

if (globalThis.isSecureContext && navigator.serviceWorker) {
  if (document.readyState === "complete") registerWorkerWhenIdle();
  else addEventListener("load", registerWorkerWhenIdle);
}
