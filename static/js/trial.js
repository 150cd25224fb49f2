// Plan ahead: says what the plan would take, as it is filled in, in the server's words.

const SENT = ["design", "routine", "other_routine", "tests"];

export function mount(form) {
  const place = form.querySelector("[data-ahead]");
  let asked = 0;
  async function say() {
    const own = (asked += 1);
    const entries = [...new FormData(form)].filter(([name]) => SENT.includes(name));
    const answer = await fetch(`?${new URLSearchParams(entries)}`);
    if (answer.ok && own === asked) place.innerHTML = await answer.text();
  }
  form.addEventListener("change", () => {
    say().catch(() => {}); // without a network the last sentence stays
  });
  if (form.querySelector("input[name=tests]:checked")) say().catch(() => {});
}
