// The settings that scripts read, as the page or the phone's bundle brings them, by their column.

import { find } from "./dom.js";

/** @returns {Preferences} */
export const preferences = () => JSON.parse(find(document, "#main").dataset.preferences ?? "");

/** Those that were changed, or on a page that is nobody's those of the person whose phone it is. @param {Preferences} some */
export function setPreferences(some) {
  find(document, "#main").dataset.preferences = JSON.stringify({ ...preferences(), ...some });
}
