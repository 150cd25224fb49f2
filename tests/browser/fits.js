// Every fault of the player's face that is shown: what is over, cut or out of reach, in words.

() => {
  const faults = [];
  const root = document.querySelector("dialog[open]") ?? document.querySelector("[data-player]");
  const scroller = root.localName === "dialog" ? root : document.scrollingElement;
  const label = (element) => (element.textContent.trim() || element.getAttribute("aria-label") || "").slice(0, 30);
  const isSeen = (element) =>
    element.checkVisibility({ visibilityProperty: true }) && !element.closest(".visually-hidden");
  // On a phone the inner width grows with what is too wide; this one does not.
  const { clientWidth, scrollWidth } = document.documentElement;
  if (scrollWidth > clientWidth) faults.push("scrolls sideways");
  for (const one of root.scrollWidth > root.clientWidth ? root.querySelectorAll("*") : [])
    if (isSeen(one) && one.scrollWidth > one.clientWidth && one.clientWidth)
      faults.push(`"${label(one)}" is wider than its place`);

  // At the end of the way, so that what sticks to the edge stands where it belongs.
  scroller.scrollTo({ top: scroller.scrollHeight, behavior: "instant" });
  const texts = [];
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!node.textContent.trim() || !isSeen(node.parentElement)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const words = node.textContent.trim().slice(0, 30);
    for (const { left, right, top, bottom, height } of range.getClientRects()) {
      // Letters do not fill the height that their font keeps free for all of them.
      const box = { left, right, top: top + height * 0.12, bottom: bottom - height * 0.12 };
      texts.push({ node, owner: node.parentElement, words, box });
    }
  }
  const start = root === scroller ? root.getBoundingClientRect().top : 0;
  for (const { owner, words, box } of texts) {
    if (box.left < -0.5 || box.right > clientWidth + 0.5) faults.push(`"${words}" leaves the screen`);
    if (box.top + scroller.scrollTop < start - 0.5) faults.push(`"${words}" is above the page`);
    const button = owner.closest("button, .btn");
    const around = button?.getBoundingClientRect();
    const isInside = button && box.left >= around.left - 0.5 && box.right <= around.right + 0.5
      && box.top >= around.top - 2 && box.bottom <= around.bottom + 2;
    if (button && !isInside) faults.push(`"${words}" runs out of its button`);
  }
  texts.forEach((one, index) => {
    for (const other of texts.slice(index + 1)) {
      const wide = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
      const high = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top);
      if (wide > 2 && high > 3 && one.node !== other.node) faults.push(`"${one.words}" lies over "${other.words}"`);
    }
  });

  for (const control of root.querySelectorAll("a[href], button, input")) {
    if (!isSeen(control)) continue;
    control.scrollIntoView({ block: "center", behavior: "instant" });
    const [{ x, y, width, height }] = control.getClientRects();
    if (width < 24 || height < 24) faults.push(`"${label(control)}" is ${Math.round(width)}x${Math.round(height)}`);
    // A round one is not hit at its corners.
    const { borderRadius } = getComputedStyle(control);
    const isRound = borderRadius.includes("%") || parseFloat(borderRadius) >= height / 2;
    const spread = isRound ? 0.25 : 0.4;
    for (const [across, down] of [[0, 0], [-1, -1], [1, -1], [-1, 1], [1, 1]]) {
      const hit = document.elementFromPoint(x + width * (0.5 + across * spread), y + height * (0.5 + down * spread));
      if (hit !== control && !control.contains(hit)) {
        faults.push(`"${label(control)}" lies under "${hit ? hit.className || hit.localName : "the edge"}"`);
        break;
      }
    }
  }
  scrollTo(0, 0);
  return faults;
}
