// Asks the browser once to keep this phone's data when it runs short of space.

const REQUESTED = "persist-asked";

export async function requestPersistence() {
  try {
    if (localStorage.getItem(REQUESTED)) return;
    localStorage.setItem(REQUESTED, "yes");
    await navigator.storage.persist();
  } catch {
    // Over plain http browsers have no such request.
  }
}
