// How changes of settings are sent: one after the other, and the newest of each wins.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Saving } from "../../static/js/settings/saving.js";

/** A server that answers only when it is let to, and a page that writes down what it hears. */
function page(stored = { volume: "10", theme: "auto" }) {
  const [sent, heard, answers] = [[], [], []];
  const post = (changes) => {
    sent.push(changes);
    return new Promise((resolve) => answers.push(resolve));
  };
  const saving = new Saving(stored, post, {
    begun: () => heard.push("begun"),
    saved: (now) => heard.push(["saved", now]),
    refused: (now, why) => heard.push(["refused", now, why]),
    rested: () => heard.push("rested"),
  });
  const answer = async (reply) => {
    answers.shift()(reply);
    await new Promise(setImmediate);
  };
  return { saving, sent, heard, answer };
}

describe("saving settings", () => {
  it("sends quick changes one after the other, and of each setting only the newest", async () => {
    const { saving, sent, heard, answer } = page();
    for (const value of ["9", "8", "7"]) saving.change("volume", value);
    saving.change("theme", "dark");
    assert.deepEqual(sent, [{ volume: "9" }]);
    assert.ok(saving.isWaiting("volume"));
    await answer({ stored: { volume: 9, theme: "auto" } });
    assert.deepEqual(sent, [{ volume: "9" }, { volume: "7", theme: "dark" }]);
    assert.ok(!saving.isWaiting("volume"));
    await answer({ stored: { volume: 7, theme: "dark" } });
    assert.deepEqual(heard, [
      "begun",
      ["saved", { volume: 9, theme: "auto" }],
      ["saved", { volume: 7, theme: "dark" }],
      "rested",
    ]);
  });

  it("goes back to what the server had last, and says why it was refused", async () => {
    const { saving, heard, answer } = page();
    saving.change("volume", "4");
    await answer({ stored: { volume: 4, theme: "auto" } });
    saving.change("volume", "3");
    await answer(null);
    saving.change("volume", "11");
    await answer({ stored: { volume: 4, theme: "dark" }, error: "At most 10." });
    assert.deepEqual(heard.filter(([what]) => what === "refused"), [
      ["refused", { volume: 4, theme: "auto" }, ""],
      ["refused", { volume: 4, theme: "dark" }, "At most 10."],
    ]);
    assert.equal(heard.at(-1), "rested");
  });

  it("sends what still waits when the page is left", async () => {
    const { saving, sent, answer } = page();
    saving.change("volume", "9");
    saving.sendTheRest();
    assert.equal(sent.length, 1);
    saving.change("volume", "8");
    saving.sendTheRest();
    assert.deepEqual(sent, [{ volume: "9" }, { volume: "8" }]);
    await answer({ stored: { volume: 9 } });
    assert.equal(sent.length, 2);
  });
});
