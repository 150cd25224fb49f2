// Tells the form which time zone this device is in; ticking a test means "my own choice".

export function mount(form) {
  const zone = form.querySelector("input[name=zone]");
  if (zone) zone.value = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
  form.addEventListener("change", ({ target }) => {
    const own = form.querySelector("input[name=set][value=own]");
    if (target.name === "tests" && own) own.checked = true;
  });
}
