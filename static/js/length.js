// Says how much of a text is too long, counted as the server counts: a letter of any script as one,
// and a new line as one. A browser's own limit counts what it stores, and cuts in silence.

export const lengthOf = (text) => [...text.trim().replaceAll(/\r\n?/g, "\n")].length;

const lines = new WeakMap();

/** Beside the field, as long as there is little room left, or none. */
export function sayLength(field) {
  const most = Number(field.dataset.most);
  const left = most - lengthOf(field.value);
  const said = left < 0 ? `${-left} too many. At most ${most.toLocaleString("en-GB")} characters.` : left <= most / 20 ? `${left} left.` : "";
  if (!said && !lines.has(field)) return;
  const line = lines.get(field) ?? lineBeside(field);
  line.classList.toggle("errline", left < 0);
  if (line.textContent !== said) line.textContent = said;
}

function lineBeside(field) {
  const line = Object.assign(document.createElement("p"), { className: "small soft mb-0" });
  line.setAttribute("role", "status");
  field.after(line);
  lines.set(field, line);
  return line;
}
