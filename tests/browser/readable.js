// Every fault of an open page that a longer language makes: what is over, cut or under something, in words.

() => {
  const faults = [];
  const { clientWidth, scrollWidth } = document.documentElement;
  const isSeen = (element) =>
    element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) &&
    !element.closest(".visually-hidden, .skip, [inert], option");
  const holder = (element, test) => {
    for (let at = element; at && at !== document.body; at = at.parentElement) if (test(at)) return at;
    return null;
  };
  const cuts = (element) => /hidden|clip/.test(getComputedStyle(element).overflowX);
  const scrolls = (element) => /auto|scroll/.test(getComputedStyle(element).overflowX);
  const isOnlyHeard = (element) => getComputedStyle(element).clipPath === "inset(50%)";
  const isFixed = (element) => /fixed|sticky/.test(getComputedStyle(element).position);
  if (scrollWidth > clientWidth) {
    const wide = [...document.querySelectorAll("main *")].filter(
      (element) => isSeen(element) && element.getBoundingClientRect().right > clientWidth + 1,
    );
    faults.push(`scrolls sideways: ${wide.slice(-1).map((element) => element.getAttribute("class") ?? element.localName)}`);
  }

  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const owner = node.parentElement;
    const words = node.textContent.trim();
    if (!words || !isSeen(owner) || owner.closest("script, style")) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const floats = Boolean(holder(owner, isFixed));
    const scroller = holder(owner, scrolls);
    if (holder(owner, isOnlyHeard)) continue;
    for (const { left, right, top, bottom, width, height } of range.getClientRects()) {
      if (!width) continue;
      // Letters do not fill the height that their font keeps free for all of them.
      const box = { left, right, top: top + height * 0.15, bottom: bottom - height * 0.15 };
      // Of what scrolls, only the part in its window is seen.
      const port = scroller?.getBoundingClientRect() ?? box;
      for (const edge of ["left", "top"]) box[edge] = Math.max(box[edge], port[edge]);
      for (const edge of ["right", "bottom"]) box[edge] = Math.min(box[edge], port[edge]);
      if (box.right <= box.left || box.bottom <= box.top) continue;
      texts.push({ node, owner, words: words.slice(0, 40), box, floats, scroller });
    }
  }
  for (const { owner, words, box, scroller } of texts) {
    if (scroller) continue;
    if (box.left < -1 || box.right > clientWidth + 1) faults.push(`"${words}" leaves the screen`);
    const button = owner.closest("button, .btn, .segctl, .segnav a");
    const around = button?.getBoundingClientRect();
    if (around && (box.left < around.left - 1 || box.right > around.right + 1 || box.bottom > around.bottom + 2))
      faults.push(`"${words}" runs out of its button`);
    const cutter = holder(owner, cuts)?.getBoundingClientRect();
    if (cutter && (box.left < cutter.left - 1 || box.right > cutter.right + 1 || box.bottom > cutter.bottom + 2))
      faults.push(`"${words}" is cut`);
  }
  texts.forEach((first, index) => {
    for (const second of texts.slice(index + 1)) {
      if (first.node === second.node || first.floats || second.floats) continue;
      if (first.scroller !== second.scroller) continue;
      const wide = Math.min(first.box.right, second.box.right) - Math.max(first.box.left, second.box.left);
      const high = Math.min(first.box.bottom, second.box.bottom) - Math.max(first.box.top, second.box.top);
      if (wide > 2 && high > 3) faults.push(`"${first.words}" lies over "${second.words}"`);
    }
  });
  return [...new Set(faults)];
}
