// Asks the browser once not to throw away what is on this phone, when there is something to lose.

const ASKED = "persist-asked";

export async function askToPersist() {
  try {
    if (localStorage.getItem(ASKED)) return;
    localStorage.setItem(ASKED, "yes");
    await navigator.storage.persist();
  } catch {
    // Over plain http there is nothing to ask.
  }
}
