// Plan ahead: says how many tests are chosen, and in the server's words what the plan would take.

import { find } from "./dom.js";
import { gettext } from "./gettext.js";

const SENT = ["design", "routine", "other_routine", "tests"];
const MOST = 3; // tests

/** @param {HTMLFormElement} form */
export function mount(form) {
  const place = find(form, "[data-ahead]");
  let requests = 0;
  async function update() {
    const number = (requests += 1);
    const fields = [...new FormData(form)].flatMap(([name, value]) => (SENT.includes(name) ? [[name, String(value)]] : []));
    const response = await fetch(`?${new URLSearchParams(fields)}`);
    if (response.ok && number === requests) place.innerHTML = await response.text();
  }
  form.addEventListener("change", () => {
    count(form);
    update().catch(() => {}); // without a network the last sentence stays
  });
  if (count(form)) update().catch(() => {});
}

/** Says how many tests are chosen, and returns it. @param {HTMLFormElement} form */
function count(form) {
  const chosen = new FormData(form).getAll("tests").length;
  const values = { chosen, most: MOST };
  const words = chosen > MOST ? gettext("%(chosen)s chosen. Choose at most %(most)s.", values) : gettext("%(chosen)s of %(most)s chosen", values);
  find(form, "[data-chosen]").textContent = chosen ? words : "";
  return chosen;
}
