/* What pages and browsers have beyond the DOM that TypeScript knows. */

// vendor/idb.js gives the package `idb` to the page; vendor/chart.umd.min.js gives Chart.
declare module "*/vendor/idb.js";
declare var idb: typeof import("idb");
declare var webkitAudioContext: typeof AudioContext | undefined;

interface Window {
  Chart: typeof import("chart.js").Chart;
}

interface Navigator {
  /** Only Safari has it. */
  audioSession?: { type: string };
}

interface DocumentEventMap {
  pageshown: Event;
  themechange: Event;
  themewanted: CustomEvent<string>;
}

// tracker/phone/shell.py puts these in front of worker.js.
declare const VERSION: string;
declare const SHELL: string;
declare const LANGUAGES: Record<string, string[]>;
declare const FILES: string[];
