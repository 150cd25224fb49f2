// Registers the service worker; a new version of it takes over only when no session is open here.

import { refresh } from "./bundle.js";
import { currentUser, openSnapshot, saveUser } from "./offline_store.js";
import { erasePictures } from "./pictures.js";

const A_RESULT = /^\/sessions\/[0-9a-f-]{36}\/result\/$/;

/** To be called when the page is there, so that nothing of this makes it slower. */
export async function register() {
  const { user, language } = document.documentElement.dataset;
  if (user !== undefined) await saveUser(user).then(() => erasePictures(user));
  const registration = await navigator.serviceWorker.register("/sw.js");
  if (!registration) return;
  document.addEventListener("pageshown", () => update(registration));
  // Without a worker there is no page to use the bundle on, so it comes after it.
  await navigator.serviceWorker.ready;
  // The page without a network has no cookie to tell it.
  if (user !== undefined) for (const worker of workersOf(registration)) worker?.postMessage({ language });
  await update(registration);
}

/** @param {ServiceWorkerRegistration} registration */
const workersOf = ({ installing, waiting, active }) => [installing, waiting, active];

/** @param {ServiceWorkerRegistration} registration */
async function update(registration) {
  await refresh();
  const user = await currentUser();
  const isBetweenSessions = location.pathname === "/" || A_RESULT.test(location.pathname);
  if (!registration.waiting || !user || !isBetweenSessions || (await openSnapshot(user))) return;
  registration.waiting.postMessage("go");
}
