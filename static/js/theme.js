// Sets the theme before the first paint, for which it is a classic script in the head.
(() => {
  const root = document.documentElement;
  const systemDark = matchMedia("(prefers-color-scheme: dark)");

  function apply() {
    const wanted = root.dataset.theme;
    const theme = wanted === "light" || wanted === "dark" ? wanted : systemDark.matches ? "dark" : "light";
    root.dataset.bsTheme = theme;
    const colour = theme === "dark" ? "#0c1110" : "#f6f4ee";
    for (const meta of document.querySelectorAll('meta[name="theme-color"]')) meta.setAttribute("content", colour);
    document.dispatchEvent(new Event("themechange"));
  }

  apply();
  systemDark.addEventListener("change", apply);
  document.addEventListener("themewanted", (event) => {
    root.dataset.theme = event.detail;
    apply();
  });
})();
