// Adds a button that shows the password to each password field of a form.

function addButton(input, template) {
  const button = template.content.firstElementChild.cloneNode(true);
  const holder = document.createElement("div");
  holder.className = "secret";
  input.replaceWith(holder);
  holder.append(input, button);
  button.addEventListener("click", () => {
    const shown = input.type === "password";
    input.type = shown ? "text" : "password";
    button.setAttribute("aria-pressed", String(shown));
  });
}

export function mount(form) {
  const template = form.querySelector("template[data-show-password]");
  for (const input of form.querySelectorAll("input[type=password]")) addButton(input, template);
  // A shown password would otherwise be kept by the browser as form history.
  form.addEventListener("submit", () => {
    for (const input of form.querySelectorAll(".secret input")) input.type = "password";
  });
}
