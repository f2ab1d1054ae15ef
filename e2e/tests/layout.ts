// What is wrong with the layout of a page, told by its boxes. The function runs in the page.

/** What is wrong, and by how many pixels, or how often, at most. */
export type Fault = [sentence: string, amount: number];

/**
 * Content that its frame cuts off or that stands outside of it, frames that scroll without showing
 * it, texts of a drawing on top of each other, and ids that two elements share.
 *
 * `rootPx` is the size of the reader's text: texts in drawings of runs have to grow with it.
 */
export function layoutFaults(rootPx: number): Fault[] {
  /** Boxes are compared in fractions of pixels. */
  const SLACK = 1;
  /** Texts in drawings are never smaller for a reader with the usual 16 px. */
  const LEAST_PX = 8;

  type Box = { left: number; right: number; top: number; bottom: number };
  const faults = new Map<string, number>();
  const fault = (sentence: string, amount = 1) => {
    faults.set(sentence, Math.max(faults.get(sentence) ?? 0, Math.round(amount)));
  };

  const isVisible = (element: Element) =>
    element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  const inDrawing = (element: Element) => element instanceof SVGElement && !(element instanceof SVGSVGElement);
  const alone = (element: Element) => {
    const classes = [...element.classList].join(".");
    return element.localName + (classes && `.${classes}`);
  };
  const named = (element: Element) => {
    const place = element.parentElement?.closest("[class], [id]");
    const words = (element.textContent ?? "").replace(/\s+/g, " ").trim().slice(0, 32);
    return `${place ? `${alone(place)} > ` : ""}${alone(element)} “${words}”`;
  };
  const isClear = (colour: string) => colour === "transparent" || /[,/] ?0\)$/.test(colour);

  // The page itself.
  const root = document.documentElement;
  const overhang = root.scrollWidth - root.clientWidth;
  if (overhang > 0) fault("the page scrolls sideways", overhang);

  // Frames that scroll, and frames that cut.
  const shows = (element: Element) => {
    const style = getComputedStyle(element);
    const clothes = [style, getComputedStyle(element, "::before"), getComputedStyle(element, "::after")];
    // Shadows that stay at the frame's edges while the content moves, or a fading edge.
    return style.backgroundAttachment.includes("local") || clothes.some(({ maskImage }) => maskImage && maskImage !== "none");
  };
  const REACHED = "a[href], button, input, select, textarea, summary, [tabindex='0']";
  for (const element of document.querySelectorAll<HTMLElement>("body *")) {
    if (inDrawing(element) || !isVisible(element)) continue;
    const style = getComputedStyle(element);
    const across = element.scrollWidth - element.clientWidth;
    const down = element.scrollHeight - element.clientHeight;
    if (/auto|scroll/.test(style.overflowX)) {
      const tabStop = element.getAttribute("tabindex") === "0";
      const rolls = across > SLACK || down > SLACK;
      if (across > SLACK && !shows(element)) fault(`scrolls sideways and no edge shows it: ${named(element)}`, across);
      if (rolls && !tabStop && !element.querySelector(REACHED)) fault(`scrolls, and no key reaches it: ${named(element)}`);
      const hasName = element.hasAttribute("aria-label") || element.hasAttribute("aria-labelledby");
      if (rolls && tabStop && !hasName) fault(`scrolls, and has no name: ${named(element)}`);
      if (!rolls && tabStop) fault(`takes a tab stop and does not scroll: ${named(element)}`);
    } else if (/hidden|clip/.test(style.overflowX)) {
      // What only screen readers read is one pixel large.
      const isUnseen = element.clientWidth <= 1;
      // What is typed moves in its field.
      if (element.matches("input, textarea")) continue;
      if (across > SLACK && !isUnseen && style.textOverflow !== "ellipsis") {
        fault(`is cut off: ${named(element)}`, across);
      }
    }
  }

  // Texts and controls inside what is drawn around them: a ground, or an edge on both sides.
  const frames = new Map<Element, Element | null>();
  const frameOf = (element: Element): Element | null => {
    const known = frames.get(element);
    if (known !== undefined) return known;
    const style = getComputedStyle(element);
    const isInline = style.display === "inline" || style.display === "contents";
    const edge = (width: string, colour: string) => parseFloat(width) > 0 && !isClear(colour);
    const hasEdges = edge(style.borderLeftWidth, style.borderLeftColor) && edge(style.borderRightWidth, style.borderRightColor);
    let frame: Element | null;
    if (element === document.body) frame = element;
    // What scrolls or cuts was looked at above.
    else if (style.overflowX !== "visible" && element !== document.body) frame = null;
    else if (!isInline && (hasEdges || !isClear(style.backgroundColor))) frame = element;
    else frame = element.parentElement ? frameOf(element.parentElement) : null;
    frames.set(element, frame);
    return frame;
  };
  const inFrame = (box: Box, element: Element, inside: Element | null) => {
    const frame = inside && frameOf(inside);
    if (!frame) return;
    const edge = frame.getBoundingClientRect();
    const left = frame === document.body ? 0 : edge.left;
    const right = frame === document.body ? root.clientWidth : edge.right;
    if (box.right > right + SLACK || box.left < left - SLACK) {
      fault(`stands outside ${alone(frame)}: ${named(element)}`, Math.max(box.right - right, left - box.left));
    }
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  const written: { element: Element; boxes: Box[] }[] = [];
  while (texts.nextNode()) {
    const { currentNode: text } = texts;
    const element = text.parentElement;
    if (!element || !text.textContent?.trim() || element instanceof SVGElement || !isVisible(element)) continue;
    range.selectNodeContents(text);
    const boxes = [...range.getClientRects()];
    written.push({ element, boxes });
    for (const box of boxes) inFrame(box, element, element);
  }
  for (const element of document.querySelectorAll("svg, img, input, select, textarea, button, table")) {
    if (isVisible(element)) inFrame(element.getBoundingClientRect(), element, element.parentElement);
  }

  // Texts in drawings.
  const drawings = new Map<Element, { words: string; box: Box }[]>();
  for (const svg of document.querySelectorAll<SVGSVGElement>("svg")) {
    const drawn = [...svg.querySelectorAll<SVGTextElement>("text")].filter(isVisible);
    if (drawn.length === 0 || !isVisible(svg)) continue;
    const frame = svg.getBoundingClientRect();
    const drawing = svg.closest(".plot, figure") ?? svg;
    const placed = drawings.get(drawing) ?? [];
    drawings.set(drawing, placed);
    const least = drawing.matches(".plot") ? (LEAST_PX * rootPx) / 16 : LEAST_PX;
    for (const text of drawn) {
      const lines = [...text.querySelectorAll<SVGTSpanElement>("tspan")];
      for (const line of lines.length > 0 ? lines : [text]) {
        const words = line.textContent?.trim() ?? "";
        const box = line.getBoundingClientRect();
        if (!words || box.width === 0) continue;
        // The box of a line has room above its capitals and below its baseline.
        const [top, bottom] = [box.top + 0.24 * box.height, box.bottom - 0.22 * box.height];
        if (box.left < frame.left - SLACK || box.right > frame.right + SLACK || top < frame.top - SLACK || bottom > frame.bottom + SLACK) {
          fault(`a text leaves its drawing: “${words}”, ${named(drawing)}`);
        }
        const matrix = line.getScreenCTM();
        const px = parseFloat(getComputedStyle(line).fontSize) * (matrix ? Math.hypot(matrix.a, matrix.b) : 1);
        if (px < least - 0.1) fault(`texts smaller than ${least} px: ${alone(line)} in ${alone(drawing)}`, px);
        placed.push({ words, box: { left: box.left, right: box.right, top, bottom } });
      }
    }
  }
  // Names beside the lanes are no part of the SVG.
  for (const { element, boxes } of written) {
    const drawing = element.closest(".plot, figure");
    const placed = drawing && drawings.get(drawing);
    if (!placed) continue;
    for (const { left, right, top, bottom, height } of boxes as DOMRect[]) {
      const words = element.textContent?.trim() ?? "";
      placed.push({ words, box: { left, right, top: top + 0.2 * height, bottom: bottom - 0.2 * height } });
    }
  }
  for (const [drawing, placed] of drawings) {
    placed.sort((one, other) => one.box.left - other.box.left);
    for (const [place, one] of placed.entries()) {
      for (const other of placed.slice(place + 1)) {
        if (other.box.left > one.box.right - SLACK) break;
        const deep = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top);
        if (deep > SLACK) fault(`texts overlap: “${one.words}” and “${other.words}”, ${alone(drawing)}`);
      }
    }
  }

  // Labels and links find the first element with an id only.
  const ids = new Set<string>();
  for (const { id } of document.querySelectorAll("[id]")) {
    if (ids.has(id)) fault(`two elements have the id ${id}`);
    ids.add(id);
  }
  return [...faults];
}
