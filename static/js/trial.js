// Plan ahead: says in the server's words what the plan would take, as it is filled in.

import { find } from "./dom.js";

const SENT = ["design", "routine", "other_routine", "tests"];

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
    update().catch(() => {}); // without a network the last sentence stays
  });
  if (form.querySelector("input[name=tests]:checked")) update().catch(() => {});
}
