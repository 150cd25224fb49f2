// Says how much of a text is too long, counted as the server counts: a letter of any script as one,
// and a new line as one. A browser's own limit counts UTF-16 units, and cuts off without a word.

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
  if (room < 0) return `${-room} too many. At most ${most.toLocaleString("en-GB")} characters.`;
  return room <= most / 20 ? `${room} left.` : "";
}

/** @param {Field} field */
function addLine(field) {
  const line = Object.assign(document.createElement("p"), { className: "small soft mb-0" });
  line.setAttribute("role", "status");
  field.after(line);
  lines.set(field, line);
  return line;
}
