// Classic and in the head, so that the theme is set before the first paint.
(() => {
  const root = document.documentElement;
  const systemDark = matchMedia("(prefers-color-scheme: dark)");

  function apply() {
    const wanted = root.dataset.theme;
    const theme = wanted === "light" || wanted === "dark" ? wanted : systemDark.matches ? "dark" : "light";
    root.dataset.bsTheme = theme;
    const colour = theme === "dark" ? "#0c1110" : "#f6f4ee";
    for (const bar of document.querySelectorAll('meta[name="theme-color"]')) bar.content = colour;
    document.dispatchEvent(new Event("themechange"));
  }

  apply();
  systemDark.addEventListener("change", apply);
  document.addEventListener("themewanted", (event) => {
    root.dataset.theme = event.detail;
    apply();
  });
})();
