// Preloads the player's sound and unlocks it inside the tap that starts the routine.

/** Loads with the first rating and not with the page, so that the page comes quickly. */
export class PlayerPreload {
  /** @type {Promise<void> | null} */
  #loading = null;
  /** @type {Awaited<ReturnType<typeof loadDevice>> | null} */
  #device = null;

  /** @param {HTMLFormElement} form */
  constructor(form) {
    this.form = form;
    this.isWanted = form.dataset.phase !== "post";
    if (this.isWanted) form.addEventListener("change", () => this.load());
  }

  load() {
    if (!this.isWanted) return null;
    this.#loading ??= this.#load().catch(() => void (this.#loading = null));
    return this.#loading;
  }

  async #load() {
    this.#device = await loadDevice();
    this.#device.prepare(this.form);
    this.#device.showSounds(this.form, new AbortController().signal);
  }

  /** To be called inside the tap: the routine then comes without a page load, and sounds at once. */
  async unlock() {
    if (!this.#device) await this.load();
    this.#device?.unlock();
    this.#device?.keepAwake();
  }

  /** To be called where no routine follows after all. */
  letSleep() {
    this.#device?.letSleep();
  }
}

async function loadDevice() {
  const [{ keepAwake, letSleep }, { unlock }, { showSounds }, { prepare }] = await Promise.all([
    import("../device/wake_lock.js"),
    import("../device/sound.js"),
    import("../device/sound_panel.js"),
    import("./last_page.js"),
  ]);
  return { keepAwake, letSleep, unlock, showSounds, prepare };
}
