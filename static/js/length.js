// Says how much of a text is too long, counted as the server counts: a letter of any script as one,
// and a new line as one. A browser's own limit counts UTF-16 units, and cuts off without a word.

import { gettext, ngettext, numberText } from "./gettext.js";

/** @typedef {HTMLInputElement | HTMLTextAreaElement} Field */

/** @param {string} text */
export const lengthOf = (text) => [...text.trim().replaceAll(/\r\n?/g, "\n")].length;

/** @type {WeakMap<Field, HTMLElement>} */
const lines = new WeakMap();

/** Below the field, once there is little room or none. @param {Field} field */
export function showLength(field) {
  const most = Number(field.dataset.most);
  const room = most - lengthOf(field.value);
  const words = wordsOf(room, most);
  if (!words && !lines.has(field)) return;
  const line = lines.get(field) ?? addLine(field);
  line.classList.toggle("errline", room < 0);
  if (line.textContent !== words) line.textContent = words;
}

/** @param {number} room @param {number} most */
function wordsOf(room, most) {
  const count = Math.abs(room);
  const values = { count: grouped(count), most: grouped(most) };
  if (room < 0) return gettext("%(count)s too many. At most %(most)s characters.", values);
  if (room > most / 20) return "";
  return ngettext("%(count)s character left.", "%(count)s characters left.", count, values);
}

/** @param {number} count */
const grouped = (count) => numberText(count, { useGrouping: true });

/** @param {Field} field */
function addLine(field) {
  const line = Object.assign(document.createElement("p"), { className: "small soft mb-0" });
  line.setAttribute("role", "status");
  field.after(line);
  lines.set(field, line);
  return line;
}
