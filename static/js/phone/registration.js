// Registers the service worker; a new version of it takes over only when no session is open here.

import { noteWho, openRecord, whoIsHere } from "./offline_store.js";
import { refresh } from "./bundle.js";

const A_RESULT = /^\/sessions\/[0-9a-f-]{36}\/result\/$/;

/** To be called when the page is there, so that nothing of this makes it slower. */
export async function register() {
  const { user } = document.documentElement.dataset;
  if (user !== undefined) await noteWho(user);
  const registration = await navigator.serviceWorker.register("/sw.js");
  if (!registration) return;
  document.addEventListener("pageshown", () => keep(registration));
  // Without a worker there is no page to use the kit on, so it comes after it.
  await navigator.serviceWorker.ready;
  await keep(registration);
}

async function keep(registration) {
  await refresh();
  const user = await whoIsHere();
  const isBetween = location.pathname === "/" || A_RESULT.test(location.pathname);
  if (!registration.waiting || !user || !isBetween || (await openRecord(user))) return;
  registration.waiting.postMessage("go");
}
