// The tones: one audio context for the page, unlocked by a tap, on which tunes are laid down ahead
// of time, so that they come when they should even where the page's own timers are held back.

import { TUNES, tunes } from "./tunes.js";

const PEAK = 10 ** (-12 / 20);
const EDGE = 0.008; // seconds; a note without a soft edge clicks
const AHEAD = 90000; // A hidden page may be let run only once a minute.
const LATE = 400; // Later than this a tune says nothing true any more.
const RINGING_OUT = 2000;
const DRIFT = 150; // The audio clock stood still, or the phone's clock was set.

let context = null;
let origin = null; // The wall-clock time of the audio clock's zero.
const laid = new Map(); // "start@1700000000000" -> { when, sources }; `when` on the audio clock

/** To be called inside a tap. `overSilent` plays even with the phone's silent switch on. */
export function unlockTones(overSilent) {
  const Context = globalThis.AudioContext ?? globalThis.webkitAudioContext;
  if (!Context) return;
  context ??= new Context();
  setLoudness(overSilent);
  context.resume()?.catch(() => {});
}

/** Other sound on the phone steps back while ours plays. Only where the browser has a say in it. */
export function setLoudness(overSilent) {
  if (navigator.audioSession) navigator.audioSession.type = overSilent ? "playback" : "transient";
}

/** Whether tones can be heard: none of the reasons (locked, a phone call) holds them back. */
export const tonesRun = () => context?.state === "running";

/** Lays down what `state` has ahead and takes back what it has no more; null takes back all. */
export function follow(state, now = Date.now()) {
  if (!context) return;
  const here = now - context.currentTime * 1000;
  if (origin === null || Math.abs(here - origin) > DRIFT) {
    takeBack(() => true);
    origin = here;
  }
  const wanted = new Map();
  for (const tune of state ? tunes(state, now + AHEAD) : []) {
    if (tune.at >= now - LATE) wanted.set(`${tune.name}@${tune.at}`, tune);
  }
  takeBack((key) => !wanted.has(key));
  if (!tonesRun()) return;
  for (const [key, { name, at }] of wanted) if (!laid.has(key)) lay(key, name, (at - origin) / 1000);
}

function lay(key, name, when) {
  laid.set(key, { when, sources: play(context, name, when) });
}

/** What is sounding already rings out: cut short it would click, and it is short. */
function takeBack(isUnwanted) {
  for (const [key, { when, sources }] of laid) {
    if (!isUnwanted(key)) continue;
    if (when > context.currentTime) for (const source of sources) source.stop();
    laid.delete(key);
  }
}

/** Plays a tune now. */
export function playNow(name) {
  if (context) play(context, name, context.currentTime);
}

/** The routine is over: let the last tune ring out, then give the loudspeaker back. */
export function rest() {
  follow(null);
  const isNeeded = () => laid.size > 0;
  setTimeout(() => isNeeded() || context?.suspend()?.catch(() => {}), RINGING_OUT);
}

/** Starts the notes of a tune at `when` on the clock of `audio`, and gives their sources. */
export function play(audio, name, when) {
  let begins = Math.max(when, audio.currentTime);
  return TUNES[name].map(({ hz, ms }) => {
    const source = audio.createOscillator();
    const volume = audio.createGain();
    const ends = begins + ms / 1000;
    source.type = "triangle"; // A small loudspeaker hardly gives the lowest of these; overtones help.
    source.frequency.value = hz;
    volume.gain.setValueAtTime(0, begins);
    volume.gain.linearRampToValueAtTime(PEAK, begins + EDGE);
    volume.gain.setValueAtTime(PEAK, ends - EDGE);
    volume.gain.linearRampToValueAtTime(0, ends);
    source.connect(volume).connect(audio.destination);
    source.start(begins);
    source.stop(ends);
    begins = ends;
    return source;
  });
}
