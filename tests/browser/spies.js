// Stands in for what makes sound, shakes and keeps the screen on, and writes down what is asked of it.

(() => {
  const heard = (window.heard = []);
  const note = (what, more = {}) => {
    const entry = { what, at: Date.now(), ...more };
    heard.push(entry);
    return entry;
  };
  const stand = (object, name, value) =>
    Object.defineProperty(object, name, { value, configurable: true, writable: true });

  class FakeAudioContext {
    constructor() {
      this.zero = Date.now();
      this.state = "suspended";
      this.destination = {};
      note("context", { active: navigator.userActivation.isActive });
    }
    get currentTime() {
      return (Date.now() - this.zero) / 1000;
    }
    resume() {
      this.state = "running";
      return Promise.resolve();
    }
    suspend() {
      this.state = "suspended";
      return Promise.resolve();
    }
    createGain() {
      const volume = { peak: 0, connect: (next) => next };
      const raise = (to) => (volume.peak = Math.max(volume.peak, to));
      return Object.assign(volume, { gain: { setValueAtTime: raise, linearRampToValueAtTime: raise } });
    }
    createOscillator() {
      let tone = null;
      let volume = null;
      const frequency = { value: 0 };
      return {
        frequency,
        connect: (next) => (volume = next),
        start: (when) => {
          const at = this.zero + when * 1000;
          tone = note("tone", { laid: Date.now(), when, at, hz: frequency.value, peak: volume?.peak });
        },
        stop: (when) => {
          if (when === undefined && this.currentTime < tone.when) tone.what = "taken back";
        },
      };
    }
  }
  stand(window, "AudioContext", FakeAudioContext);
  stand(navigator, "audioSession", { type: "auto" });

  const MS_A_WORD = 330;
  let saying = null;
  stand(window, "SpeechSynthesisUtterance", class {
    constructor(text) {
      this.text = text;
    }
  });
  stand(window, "speechSynthesis", {
    pending: false,
    get speaking() {
      return Boolean(saying);
    },
    getVoices: () => [
      { name: "Test", lang: "en-GB", localService: true, default: true },
      { name: "Essai", lang: "fr-FR", localService: true, default: false },
    ],
    addEventListener() {},
    speak(one) {
      const { text, lang, voice, volume } = one;
      const about = { text, lang, voice: voice?.name, volume };
      note(text ? "speak" : "open voice", { ...about, waited: Boolean(saying) });
      if (!one.text) return;
      saying = one;
      setTimeout(() => {
        if (saying !== one) return;
        saying = null;
        one.onend?.();
      }, one.text.split(" ").length * MS_A_WORD);
    },
    cancel() {
      note("cancel");
      const one = saying;
      saying = null;
      one?.onerror?.();
    },
  });
  stand(navigator, "vibrate", (pattern) => note("vibrate", { pattern: [pattern].flat() }));

  let locks = [];
  class Lock extends EventTarget {
    release() {
      locks = locks.filter((one) => one !== this);
      this.dispatchEvent(new Event("release"));
      return Promise.resolve();
    }
  }
  window.refusesAwake = false;
  stand(navigator, "wakeLock", {
    async request() {
      note("awake", { active: navigator.userActivation.isActive });
      if (window.refusesAwake || document.hidden) throw new DOMException("no", "NotAllowedError");
      const lock = new Lock();
      locks.push(lock);
      return lock;
    },
  });
  window.locksHeld = () => locks.length;

  let isHidden = false;
  Object.defineProperty(document, "hidden", { get: () => isHidden });
  Object.defineProperty(document, "visibilityState", { get: () => (isHidden ? "hidden" : "visible") });
  // As the browser does it: first the locks are gone, then the page is told.
  window.hide = (hidden) => {
    isHidden = hidden;
    if (hidden) for (const lock of [...locks]) lock.release();
    document.dispatchEvent(new Event("visibilitychange"));
  };
})();
