// What the page after the last rating says of where the ratings are.

import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { offlineWords } from "../../static/js/rating/steps.js";

const where = (state) => offlineWords(state, false).match(/Your ratings are ([^.]+)\./)[1];

describe("without a way to the next page", () => {
  it("says that the ratings are on this phone only where it has kept them", () => {
    assert.equal(where({ waiting: 3, stored: true, failed: false }), "on this phone");
    for (const failed of [true, false]) {
      assert.equal(where({ waiting: 3, stored: false, failed }), "not saved on this phone: keep this page open");
    }
  });

  it("says that they are saved when the server has them all", () => {
    assert.equal(where({ waiting: 0, stored: true, failed: false }), "saved");
  });
});
