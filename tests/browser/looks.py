"""Audits an open page for accessibility and layout, with `audit(page)`."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

AXE_OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
PHONE_WIDTHS = (320, 390)
# Themes set colours and nothing else, so that the second one is asked about those alone, and of a
# long table in the first rows, which look like the others.
OF_COLOURS = AXE_OPTIONS | {"runOnly": ["color-contrast", "link-in-text-block"]}
THEMES = {
    "light": [{"exclude": []}, AXE_OPTIONS],
    "dark": [{"exclude": [["tbody tr:nth-child(n + 9)"]]}, OF_COLOURS],
}
RUN_AXE = "([where, options]) => axe.run(where, options).then((found) => found.violations)"

# A target is what the finger can hit: the element, or the label that belongs to it.
SMALL_TARGETS = """() => {
  const box = (element) => {
    const labels = [...(element.labels ?? [])].map((label) => label.getBoundingClientRect());
    const own = element.getBoundingClientRect();
    return [own, ...labels].reduce((most, next) => (next.height > most.height ? next : most));
  };
  const seen = (element) => element.checkVisibility({ visibilityProperty: true })
    && !element.closest(".visually-hidden, .skip, [inert]") && element.type !== "hidden";
  return [...document.querySelectorAll("a[href], button, input, select, textarea, summary")]
    .filter(seen)
    .map((element) => [element, box(element)])
    .filter(([, { width, height }]) => width > 1 && (width < 43.5 || height < 43.5))
    .map(([element, { width, height }]) => {
      const name = element.getAttribute("aria-label") || element.textContent.trim() || element.id;
      const size = `${Math.round(width)}x${Math.round(height)}`;
      return `${element.localName} "${name.slice(0, 40)}" ${size}`;
    });
}"""
OVERFLOW = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  return [...document.querySelectorAll("body *")]
    .filter((element) => element.getBoundingClientRect().right > width + 1)
    .slice(0, 5)
    .map((element) => `${element.localName}.${element.getAttribute("class")}`);
}"""


def audit(page: Page) -> None:
    """Fails with every fault that the page shows, in both themes and on narrow screens."""
    faults = faults_of(page)
    assert not faults, f"{page.url}\n" + "\n".join(faults)


def faults_of(page: Page) -> list[str]:
    return [*axe_faults(page), *width_faults(page), *target_faults(page)]


def axe_faults(page: Page) -> list[str]:
    before = theme_of(page)
    faults = []
    # Otherwise a colour would be measured in the middle of its transition.
    page.emulate_media(reduced_motion="reduce")
    page.evaluate(Axe().axe_script)
    for theme, options in THEMES.items():
        set_theme(page, theme)
        violations = page.evaluate(RUN_AXE, options)
        faults += [f"axe, {theme}: {description_of(violation)}" for violation in violations]
    set_theme(page, before)
    page.emulate_media(reduced_motion="null")
    return faults


def axe_of(page: Page) -> list[str]:
    """What axe finds in the theme that the page has."""
    page.evaluate(Axe().axe_script)
    violations = page.evaluate(RUN_AXE, THEMES["light"])
    return [f"axe: {' '.join(description_of(violation).split())}" for violation in violations]


def description_of(violation: dict[str, Any]) -> str:
    where = violation["nodes"][0]
    return f"{violation['id']}: {where['html'][:160]} {where.get('failureSummary', '')[:300]}"


def theme_of(page: Page) -> str:
    return str(page.evaluate("document.documentElement.dataset.bsTheme"))


def set_theme(page: Page, theme: str) -> None:
    page.evaluate("theme => document.documentElement.dataset.bsTheme = theme", theme)


def width_faults(page: Page) -> list[str]:
    """Nothing scrolls sideways: narrow, and with the text at double size."""
    before = page.viewport_size or {"width": 1280, "height": 800}
    faults = []
    for width in PHONE_WIDTHS:
        page.set_viewport_size({"width": width, "height": 844})
        faults += [f"wider than {width} px: {name}" for name in page.evaluate(OVERFLOW)]
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    faults += [f"wider than 390 px at double text: {name}" for name in page.evaluate(OVERFLOW)]
    page.evaluate("document.documentElement.style.fontSize = ''")
    page.set_viewport_size(before)
    return faults


def target_faults(page: Page) -> list[str]:
    """On a phone each target is at least as large as a fingertip, 44 px."""
    before = page.viewport_size or {"width": 1280, "height": 800}
    page.set_viewport_size({"width": 390, "height": 844})
    small = [f"smaller than 44 px: {target}" for target in page.evaluate(SMALL_TARGETS)]
    page.set_viewport_size(before)
    return small
