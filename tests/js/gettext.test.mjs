// Scripts say whole messages, in English without a catalogue and in the page's language with one.

import assert from "node:assert/strict";
import { afterEach, test } from "node:test";

import {
  gettext, language, loadCatalogue, ngettext, numberText, pgettext, timeText, useCatalogue,
} from "../../static/js/gettext.js";

const sent = (count) => ngettext("One rating sent", "%(count)s ratings sent", count, { count });

afterEach(() => {
  useCatalogue({}, "en");
  delete globalThis.document;
});

test("English needs no catalogue", () => {
  assert.equal(gettext("Saved"), "Saved");
  assert.equal(gettext("%(name)s is at 50%%", { name: "Left" }), "Left is at 50%");
  assert.equal(gettext("95% range"), "95% range");
  assert.equal(pgettext("foot", "Left"), "Left");
  assert.deepEqual([0, 1, 2].map(sent), ["0 ratings sent", "One rating sent", "2 ratings sent"]);
});

test("a catalogue translates, counts as its language counts, and keeps contexts apart", () => {
  const forms = ["%(count)s ocena", "%(count)s oceny", "%(count)s ocen"];
  useCatalogue({ Saved: "Zapisano", "foot\u0004Left": "Lewa", "One rating sent": forms }, "pl");
  assert.equal(gettext("Saved"), "Zapisano");
  assert.deepEqual([pgettext("foot", "Left"), gettext("Left")], ["Lewa", "Left"]);
  assert.deepEqual([1, 2, 5].map(sent), ["1 ocena", "2 oceny", "5 ocen"]);
});

test("a message that the catalogue lacks stays English, also if it is called like a method", () => {
  useCatalogue({ Saved: "Gespeichert" }, "de");
  assert.equal(gettext("Not sent yet"), "Not sent yet");
  assert.equal(gettext("constructor"), "constructor");
  assert.equal(sent(1), "One rating sent");
});

/** The server wrote the page in `language`; the browser translated it and says so in `lang`. */
const page = (language, catalogue, lang = language) => ({
  documentElement: { lang, dataset: { language, ...(catalogue && { catalogue }) } },
});

test("the page names its catalogue, and one that cannot be had leaves English", async (t) => {
  const fetch = t.mock.method(globalThis, "fetch", async () => Response.json({ Saved: "Gespeichert" }));
  globalThis.document = page("en");
  await loadCatalogue();
  assert.equal(fetch.mock.callCount(), 0);
  globalThis.document = page("de", "/static/catalogues/de.json");
  fetch.mock.mockImplementationOnce(async () => Promise.reject(new TypeError("no network")));
  await loadCatalogue();
  assert.equal(gettext("Saved"), "Saved");
  await loadCatalogue();
  assert.equal(gettext("Saved"), "Gespeichert");
});

test("a catalogue that is none, or that never comes, leaves English and holds nothing up", async (t) => {
  globalThis.document = page("de", "/static/catalogues/de.json");
  const fetch = t.mock.method(globalThis, "fetch", async () => new Response("<p>Sign in to this network</p>"));
  await loadCatalogue();
  assert.equal(gettext("Saved"), "Saved");
  t.mock.method(AbortSignal, "timeout", () => AbortSignal.abort());
  fetch.mock.mockImplementation((_, { signal }) => new Promise((_resolve, reject) => signal.aborted && reject(signal.reason)));
  await loadCatalogue();
  assert.equal(gettext("Saved"), "Saved");
});

test("numbers and times are those of the language that the server wrote the page in", () => {
  assert.equal(language(), "en");
  assert.deepEqual([numberText(-8.5), numberText(1234.25)], ["−8.5", "1234.25"]);
  globalThis.document = page("de", "", "fr");
  assert.equal(language(), "de");
  assert.deepEqual([numberText("-8.5"), numberText(2000, { useGrouping: true })], ["−8,5", "2.000"]);
  assert.equal(timeText("2026-03-01T07:00:00", { weekday: "long", month: "long" }), "März Sonntag");
});
