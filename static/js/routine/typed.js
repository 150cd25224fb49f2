// What is typed on the page of a routine, as far as it can be read.

const PAUSES = {
  lead_in: { field: "lead_in", usual: 5 },
  change: { field: "change_seconds", usual: 5 },
  swap: { field: "swap_seconds", usual: 7 },
};

function whole(text, least, most, otherwise) {
  const number = /^\s*\d{1,4}\s*$/.test(text) ? Number(text) : NaN;
  return number >= least && number <= most ? number : otherwise;
}

/** The field of a step by its name, whatever the number of the step. */
export function fieldOf(item, name) {
  const number = item.querySelector("[name=step]").value;
  return item.querySelector(`[name="step-${number}-${name}"]`);
}

export const nameOf = (item) => fieldOf(item, "name").value.trim() || "New move";

const chosen = (select) => select.selectedOptions[0]?.text ?? "";

/** "45 s. Left only" */
export function aboutOf(item) {
  const time = fieldOf(item, "time");
  const long = time.value === "fixed" ? `${fieldOf(item, "seconds").value.trim() || "?"} s` : chosen(time);
  return `${long}. ${chosen(fieldOf(item, "sides"))}`;
}

export function stepOf(item) {
  const time = fieldOf(item, "time").value;
  const seconds = whole(fieldOf(item, "seconds").value, 5, 600, null);
  return {
    sides: fieldOf(item, "sides").value,
    kind: fieldOf(item, "kind").value,
    seconds: time === "fixed" ? seconds : null,
    less: whole(time.replace("chosen-", ""), 0, 600, 0),
  };
}

export function pausesOf(form) {
  const read = ([name, { field, usual }]) => [name, whole(form.elements[field].value, 0, 60, usual)];
  return Object.fromEntries(Object.entries(PAUSES).map(read));
}
