// Preloads what the player sounds with, and unlocks it inside the tap that starts the routine.

/** Loads with the first rating and not with the page, so that the page comes quickly. */
export class PlayerPreload {
  constructor(form) {
    Object.assign(this, { form, device: null, loading: null });
    this.isWanted = form.dataset.phase !== "post";
    if (this.isWanted) form.addEventListener("change", () => this.load());
  }

  load() {
    if (!this.isWanted) return null;
    this.loading ??= modules().then(
      (device) => {
        this.device = device;
        device.showSounds(this.form, new AbortController().signal);
      },
      () => (this.loading = null),
    );
    return this.loading;
  }

  /** To be called inside the tap: the routine's page comes without a load, and sounds at once. */
  async unlock() {
    if (!this.device) await this.load();
    this.device?.unlock();
    this.device?.ask();
  }

  /** There is no routine after all, so the screen may go dark. */
  letSleep() {
    this.device?.letSleep();
  }
}

async function modules() {
  const [lock, sound, panel] = await Promise.all([
    import("../device/wake_lock.js"),
    import("../device/sound.js"),
    import("../device/sound_panel.js"),
  ]);
  return { ask: lock.ask, letSleep: lock.letSleep, unlock: sound.unlock, showSounds: panel.showSounds };
}
