// Leads over into the routine: its sounds, and what the tap that starts it unlocks for the player.

/** Comes with the first rating and not with the page, so that the page comes quickly. */
export class Leading {
  constructor(form) {
    Object.assign(this, { form, part: null, loading: null });
    this.leads = form.dataset.phase !== "post";
    if (this.leads) form.addEventListener("change", () => this.load());
  }

  load() {
    if (!this.leads) return null;
    this.loading ??= import("../player/before.js").then(
      (part) => {
        this.part = part;
        part.showSounds(this.form, new AbortController().signal);
      },
      () => (this.loading = null),
    );
    return this.loading;
  }

  /** To be called inside the tap: the routine's page comes without a load, and sounds at once. */
  async tap() {
    if (!this.part) await this.load();
    this.part?.unlock();
    this.part?.ask();
  }

  /** There is no routine after all, so the screen may go dark. */
  stay() {
    this.part?.letSleep();
  }
}
