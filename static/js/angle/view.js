// The dialog of the measuring: it fills the screen, and shows words, a ring and four boxes, but never a number.

import { gettext, pgettext } from "../gettext.js";
import { sideOf } from "./measuring.js";
import { boxesOf, button, make, ring } from "./parts.js";
import { OBSTACLES, sideWord, wordsOf } from "./words.js";

export class View {
  /** @param {{ title: string, drawing: Node | null, onClose: () => void }} about */
  constructor({ title, drawing, onClose }) {
    this.dialog = make("dialog", "angle");
    this.dialog.setAttribute("aria-label", title);
    this.drawing = drawing;
    const bar = make("div", "angle__bar");
    const back = button(gettext("Back to the rating"), () => this.dialog.close(), "btn-quiet");
    bar.append(back, make("b", "angle__title", title));
    this.stage = make("div", "angle__stage");
    this.heard = make("p", "visually-hidden");
    this.heard.setAttribute("aria-live", "polite");
    this.dialog.append(bar, this.stage, this.heard);
    this.dialog.addEventListener("close", () => {
      this.dialog.remove();
      onClose();
    });
    document.body.append(this.dialog);
    this.dialog.showModal();
  }

  /** Before the first measuring of a page: what will happen, and the tap that allows it. @param {PhoneMeasure} phone @param {() => void} onAllow */
  allow(phone, onAllow) {
    const steps = make("ol", "angle__steps");
    const lines = [
      gettext("Sound up: you can’t see the screen down there."),
      gettext("Two holds a side. Between them, lift the phone off."),
      gettext("You see no number until you have measured again afterwards, so that it can’t steer you."),
    ];
    steps.append(...lines.map((line) => make("li", "", line)));
    const allow = button(gettext("Allow motion and sound"), onAllow, "btn-primary btn-big w-100");
    this.#show(
      make("h2", "h-page", gettext("Let the phone measure")),
      make("p", "", phone.lies),
      make("p", "", gettext("It waits until you are still for 2 seconds and beeps twice. You touch nothing.")),
      ...(this.drawing ? [this.drawing] : []),
      steps,
      allow,
    );
    allow.focus();
  }

  /** What is in the way; the other way out is to rate alone, today. @param {import("./sensor.js").Obstacle} obstacle @param {() => void} onAgain */
  stopped(obstacle, onAgain) {
    const { title, lines } = OBSTACLES[obstacle]();
    const canBeAsked = obstacle === "refused" || obstacle === "absent";
    const only = button(gettext("Only rate today"), () => this.dialog.close(), "btn-primary btn-big w-100");
    this.#show(
      make("h2", "h-page", title),
      ...lines.map((line) => make("p", "", line)),
      only,
      ...(canBeAsked ? [button(gettext("Try again"), onAgain, "btn-quiet w-100")] : []),
    );
    this.heard.textContent = title;
    only.focus();
  }

  /** @param {(type: "again" | "pause" | "resume" | "skip") => void} send */
  measuring(send) {
    this.boxes = make("div", "angle__boxes");
    this.side = make("p", "angle__side");
    this.word = make("b", "angle__word");
    this.below = make("span", "angle__below");
    this.more = make("p", "angle__more");
    this.ring = ring();
    const round = make("div", "angle__ring");
    const inside = make("div", "angle__inside");
    inside.append(this.word, this.below);
    round.append(this.ring, inside);
    const controls = make("div", "angle__controls");
    this.pause = button("", () => send(this.dialog.dataset.mode === "paused" ? "resume" : "pause"), "btn-line btn-big");
    controls.append(
      button(gettext("Again"), () => send("again"), "btn-quiet btn-big"),
      this.pause,
      button(pgettext("a side", "Skip"), () => send("skip"), "btn-quiet btn-big"),
    );
    this.#show(this.boxes, this.side, round, this.more, controls);
    this.pause.focus();
  }

  /** @param {import("./measuring.js").Measuring} state @param {PhoneMeasure} phone */
  paint(state, phone) {
    const { word, below, more, say } = wordsOf(state, phone);
    const isNew = this.dialog.dataset.mode !== state.mode || this.word?.textContent !== word;
    Object.assign(this.dialog.dataset, { mode: state.mode, side: sideOf(state) });
    this.ring?.style.setProperty("--part", String(state.mode === "hold" ? state.hold.part : state.mode === "taken" ? 1 : 0));
    if (!isNew || !this.word || !this.below || !this.more || !this.side || !this.pause) return false;
    this.word.textContent = word;
    this.below.textContent = below;
    this.more.textContent = more;
    this.side.textContent = sideWord(sideOf(state));
    this.pause.textContent = state.mode === "paused" ? gettext("Continue") : gettext("Pause");
    this.boxes?.replaceChildren(...state.sides.map((side) => boxesOf(state, side)));
    if (say) this.heard.textContent = say;
    return true;
  }

  /** @param {() => void} onNext */
  done(onNext) {
    const next = button(gettext("Next"), onNext, "btn-primary btn-big w-100");
    this.#show(
      make("h2", "h-page", gettext("Angle taken")),
      make("p", "", gettext("The numbers stay hidden until you have measured again afterwards.")),
      next,
    );
    next.focus();
  }

  /** @param {Node[]} parts */
  #show(...parts) {
    this.stage.replaceChildren(...parts);
  }
}
