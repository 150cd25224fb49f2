// Shows a theme as soon as it is chosen; saving the form keeps it.

export function mount(element) {
  element.addEventListener("change", (event) => {
    if (event.target.name !== "theme") return;
    document.dispatchEvent(new CustomEvent("themewanted", { detail: event.target.value }));
  });
}
