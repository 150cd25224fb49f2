// Mounts a part on each element with data-mount; without its part an element stays a plain page.

const parts = {
  charts: () => import("./charts/index.js"),
  password: () => import("./password.js"),
  player: () => import("./player/index.js"),
  rating: () => import("./rating/index.js"),
  routine_editor: () => import("./routine/index.js"),
  start: () => import("./start.js"),
  theme: () => import("./theme_choice.js"),
  trial: () => import("./trial.js"),
};

async function mountPart(element) {
  const name = element.dataset.mount;
  try {
    const part = await parts[name]();
    part.mount(element);
    element.dataset.mounted = "";
  } catch (error) {
    console.error(`The part "${name}" did not start; the page works without it.`, error);
  }
}

function mountAll(root = document) {
  for (const element of root.querySelectorAll("[data-mount]:not([data-mounted])")) mountPart(element);
}

mountAll();
document.addEventListener("pageshown", () => mountAll());
