// The tones: one audio context for the page, unlocked by a tap, on which tunes are scheduled ahead of
// time, so that they come when they should even where the browser throttles the page's timers.

import { TUNES, tunesAhead } from "./tunes.js";
import { gain } from "./volume.js";

const PEAK = 10 ** (-12 / 20);
const EDGE = 0.008; // seconds; a note without a soft edge clicks
const AHEAD = 90000; // ms; a hidden page may run only once a minute.
const LATE = 400; // ms; later than this a tune is no longer true.
const FADE_OUT = 2000; // ms
const DRIFT = 150; // ms by which the clocks differ once the audio stood still or the phone's clock was set

/** @type {AudioContext | null} */
let context = null;
/** The wall-clock time of the audio clock's zero. @type {number | null} */
let origin = null;
/** By name and time ("start@1700000000000"); `when` in seconds of the audio clock. @type {Map<string, { when: number, sources: OscillatorNode[] }>} */
const scheduled = new Map();

/** To be called inside a tap. @param {boolean} overSilent plays even with the phone's silent switch on */
export function unlockTones(overSilent) {
  const Context = globalThis.AudioContext ?? globalThis.webkitAudioContext;
  if (!Context) return;
  context ??= new Context();
  setLoudness(overSilent);
  context.resume()?.catch(() => {});
}

/** Other sound on the phone gets quieter while ours plays, where the browser can do that. @param {boolean} overSilent */
export function setLoudness(overSilent) {
  if (navigator.audioSession) navigator.audioSession.type = overSilent ? "playback" : "transient";
}

/** Whether tones can be heard: a lock or a phone call suspends them. */
export const areTonesRunning = () => context?.state === "running";

/** Schedules what `state` has ahead and cancels everything else; null cancels all. @param {PlayerState | null} state */
export function schedule(state, now = Date.now()) {
  if (!context) return;
  const zero = now - context.currentTime * 1000;
  if (origin === null || Math.abs(zero - origin) > DRIFT) {
    cancel(context, () => true);
    origin = zero;
  }
  const wanted = new Map();
  for (const tune of state ? tunesAhead(state, now + AHEAD) : []) {
    if (tune.at >= now - LATE) wanted.set(`${tune.name}@${tune.at}`, tune);
  }
  cancel(context, (key) => !wanted.has(key));
  if (!areTonesRunning()) return;
  for (const [key, { name, at }] of wanted) {
    const when = (at - origin) / 1000;
    if (!scheduled.has(key)) scheduled.set(key, { when, sources: play(context, name, when, gain()) });
  }
}

/** Lets what is sounding ring out: cut short it would click. @param {AudioContext} audio @param {(key: string) => boolean} isUnwanted */
function cancel(audio, isUnwanted) {
  for (const [key, { when, sources }] of scheduled) {
    if (!isUnwanted(key)) continue;
    if (when > audio.currentTime) for (const source of sources) source.stop();
    scheduled.delete(key);
  }
}

/** @param {keyof typeof TUNES} name */
export function playNow(name) {
  if (context) play(context, name, context.currentTime, gain());
}

/** Lets the last tune ring out, then gives the loudspeaker back. */
export function stopTones() {
  schedule(null);
  setTimeout(() => scheduled.size || context?.suspend()?.catch(() => {}), FADE_OUT);
}

/**
 * Starts the notes of a tune at `when` seconds of the clock of `audio`, and returns their sources.
 *
 * @param {BaseAudioContext} audio @param {keyof typeof TUNES} name @param {number} when
 * @param {number} [loudness] from 0 to 1
 */
export function play(audio, name, when, loudness = 1) {
  const peak = PEAK * loudness;
  let begins = Math.max(when, audio.currentTime);
  return TUNES[name].map(({ hz, ms }) => {
    const source = audio.createOscillator();
    const volume = audio.createGain();
    const ends = begins + ms / 1000;
    source.type = "triangle"; // A small loudspeaker hardly plays the lowest of these; overtones help.
    source.frequency.value = hz;
    volume.gain.setValueAtTime(0, begins);
    volume.gain.linearRampToValueAtTime(peak, begins + EDGE);
    volume.gain.setValueAtTime(peak, ends - EDGE);
    volume.gain.linearRampToValueAtTime(0, ends);
    source.connect(volume).connect(audio.destination);
    source.start(begins);
    source.stop(ends);
    begins = ends;
    return source;
  });
}
