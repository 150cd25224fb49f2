// Mounts a part on each element with data-mount; without its part an element stays a plain page.

import { guardForms } from "./forms.js";
import { cityOf, zone } from "./zone.js";

const parts = {
  charts: () => import("./charts/index.js"),
  leaving: () => import("./unsent/signing_out.js"),
  note: () => import("./note.js"),
  offline: () => import("./offline/index.js"),
  password: () => import("./password.js"),
  player: () => import("./player/index.js"),
  rating: () => import("./rating/index.js"),
  routine_editor: () => import("./routine/index.js"),
  start: () => import("./start.js"),
  theme: () => import("./theme_choice.js"),
  trial: () => import("./trial.js"),
  unsent: () => import("./unsent/index.js"),
};

async function mountPart(element) {
  const name = element.dataset.mount;
  try {
    const part = await parts[name]();
    await part.mount(element);
    element.dataset.mounted = "";
  } catch (error) {
    console.error(`The part "${name}" did not start; the page works without it.`, error);
  }
}

function mountAll(root = document) {
  for (const element of root.querySelectorAll("[data-mount]:not([data-mounted])")) mountPart(element);
  tellZone(root);
  const mark = root.querySelector("[data-unsent-mark]");
  const day = root.querySelector("[data-day]");
  if (day) import("./day.js").then((part) => part.mount(day), console.error);
  if (mark) import("./unsent/banner.js").then((part) => part.mount(mark), console.error);
  if (navigator.serviceWorker && document.getElementById("record")) noteRecord(document.documentElement.dataset);
}

/** At once, and not when the page has nothing else to do: the network may be gone by then. */
function noteRecord({ user }) {
  import("./phone/snapshot.js").then((part) => part.noteShown(user)).catch(console.warn);
}

noteWhoIsHere(document.documentElement.dataset);
mountAll();
guardForms();
tellZoneOnce(document.documentElement.dataset);
document.addEventListener("pageshown", () => mountAll());

/** Fields may come while a page is open, so none of them is looked for. */
document.addEventListener("input", ({ target }) => {
  if (target.matches("input[data-most], textarea[data-most]")) import("./length.js").then((part) => part.sayLength(target));
});

/**
 * Signing in anew changes the token: the cookie has the one that counts, an older page has not. Whose
 * page it is the form says beside it, so that nobody else's token makes it theirs.
 */
document.addEventListener("formdata", ({ formData }) => {
  const token = document.cookie.match(/(?:^|; )(?:__Host-)?csrftoken=(\w+)/)?.[1];
  if (token && formData.has("csrfmiddlewaretoken")) formData.set("csrfmiddlewaretoken", token);
});

/** Every form that asks learns where this device is, and says so where it names the place. */
function tellZone(root) {
  for (const input of root.querySelectorAll("input[name=zone]")) input.value = zone();
  if (zone()) for (const place of root.querySelectorAll("[data-place]")) place.textContent = cityOf(zone());
}

/** An account that does not know yet where its person is learns it once, from whichever page is first. */
async function tellZoneOnce({ zoneTo }) {
  const token = document.cookie.match(/(?:^|; )(?:__Host-)?csrftoken=(\w+)/)?.[1];
  if (!zoneTo || !zone() || !token || !navigator.onLine) return;
  const body = new URLSearchParams({ zone: zone(), csrfmiddlewaretoken: token });
  const answer = await fetch(zoneTo, { method: "POST", body, redirect: "error" }).catch(() => null);
  const { moved } = (answer?.ok && (await answer.json())) || {};
  // A page that is about today may be about the wrong day.
  if (moved && document.querySelector("[data-day]")) import("./day.js").then((part) => part.renew(), console.error);
}

/** Whose phone this is: pages that come without a network hold no name, and so cannot tell. */
function noteWhoIsHere({ user }) {
  try {
    if (user) localStorage.setItem("user", user);
    else if (user === "") localStorage.setItem("user", "");
  } catch {
    // Without storage nothing is kept for a time without a network.
  }
}

/** The worker comes last, when the page is there and nothing else is to be done. */
function workWithoutNetwork() {
  const start = () => import("./phone/registration.js").then(({ register }) => register());
  const idle = globalThis.requestIdleCallback ?? setTimeout;
  idle(() => start().catch((error) => console.warn("This page does not work without a network.", error)));
}

if (globalThis.isSecureContext && navigator.serviceWorker) {
  if (document.readyState === "complete") workWithoutNetwork();
  else addEventListener("load", workWithoutNetwork);
}
