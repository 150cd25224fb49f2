// What each column of a sheet means: with each choice, how its first row then reads.

import { find } from "./dom.js";

const PATIENCE = 20_000; // ms

/** @param {HTMLFormElement} form */
export function mount(form) {
  const row = find(form, "[data-row]");
  find(row, "[data-plain]").hidden = true;
  let newest = 0;
  form.addEventListener("change", async () => {
    newest += 1;
    const number = newest;
    const answer = await firstRow(form);
    // Of two answers the later question counts, whichever comes first.
    if (!answer || number !== newest) return;
    find(row, "[data-title]").textContent = answer.title;
    find(row, "[data-sentence]").textContent = answer.sentence;
  });
}

/** @param {HTMLFormElement} form @returns {Promise<{ title: string, sentence: string } | null>} */
async function firstRow(form) {
  const body = new URLSearchParams(/** @type {any} */ (new FormData(form)));
  const signal = AbortSignal.timeout?.(PATIENCE);
  const headers = { Accept: "application/json" };
  try {
    const response = await fetch(form.action, { method: "POST", body, headers, redirect: "error", signal });
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
}
