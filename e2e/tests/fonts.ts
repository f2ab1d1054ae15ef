// Which of the machine's fonts draw something of a page. The functions that collect run in the page.
import { type CDPSession, type Page } from "@playwright/test";

/** A way in which a page sets text, and what it sets so: each character with a text that has it. */
type Setting = { style: string; characters: [character: string, text: string][] };

/** A frame out of sight in which each character is set once for each way of setting it. */
const PROBES = "test-probes";

/**
 * Characters that are drawn in a font that does not come with the page, each with a text that has it.
 * A symbol in code is left out: records hold any, and what records hold is shown as code.
 */
export async function strangers(page: Page): Promise<string[]> {
  const settings = await page.evaluate(settingsOf);
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("DOM.enable");
  await devtools.send("CSS.enable");
  const found: string[] = [];
  const all = settings.map(({ style, characters }) => ({ style, words: characters.map(([character]) => character).join(" ") }));
  const fonts = await drawnBy(page, devtools, all);
  for (const [place, { style, characters }] of settings.entries()) {
    if (fonts[place]!.length === 0) continue;
    const each = characters.map(([words]) => ({ style, words }));
    for (const [at, others] of (await drawnBy(page, devtools, each)).entries()) {
      if (others.length > 0) found.push(`${others}: ${characters[at]![0]} in “${characters[at]![1]}”`);
    }
  }
  await devtools.detach();
  return found;
}

/** For each of the words, the fonts of the machine that draw a part of them. */
async function drawnBy(page: Page, devtools: CDPSession, probes: { style: string; words: string }[]): Promise<string[][]> {
  await page.evaluate(probe, { probes, id: PROBES });
  const { root } = await devtools.send("DOM.getDocument", { depth: 0 });
  const { nodeIds } = await devtools.send("DOM.querySelectorAll", { nodeId: root.nodeId, selector: `#${PROBES} > span` });
  const drawn: string[][] = [];
  for (const nodeId of nodeIds) {
    const { fonts } = await devtools.send("CSS.getPlatformFontsForNode", { nodeId });
    drawn.push(fonts.filter(({ isCustomFont }) => !isCustomFont).map(({ familyName }) => familyName));
  }
  await page.evaluate((id) => document.getElementById(id)?.remove(), PROBES);
  return drawn;
}

/** Sets words as the page does, where nobody sees them. */
function probe({ probes, id }: { probes: { style: string; words: string }[]; id: string }): void {
  const frame = document.createElement("div");
  frame.id = id;
  frame.style.cssText = "position: fixed; top: 0; opacity: 0;";
  for (const { style, words } of probes) {
    const span = document.createElement("span");
    span.style.cssText = style;
    span.textContent = words;
    frame.append(span);
  }
  document.body.append(frame);
}

/** All ways in which the page sets text. */
function settingsOf(): Setting[] {
  const settings = new Map<string, Map<string, string>>();
  const collect = (style: CSSStyleDeclaration, text: string, isCode: boolean) => {
    const key = `font-family: ${style.fontFamily}; font-weight: ${style.fontWeight}; font-style: ${style.fontStyle};`;
    const characters = settings.get(key) ?? new Map<string, string>();
    settings.set(key, characters);
    for (const character of text) {
      const isRecord = isCode && /\p{So}/u.test(character);
      if (!/\s/.test(character) && !isRecord && !characters.has(character)) characters.set(character, text.trim().slice(0, 60));
    }
  };
  for (const element of document.querySelectorAll<HTMLElement>("body, body *")) {
    if (element.matches("script, noscript, style, title, desc") || !element.checkVisibility()) continue;
    const isCode = element.closest("code") !== null;
    for (const node of element.childNodes) {
      if (node.nodeType === Node.TEXT_NODE && node.textContent?.trim()) {
        collect(getComputedStyle(element), node.textContent, isCode);
      }
    }
    for (const pseudo of ["::before", "::after"]) {
      const style = getComputedStyle(element, pseudo);
      const written = /^"(.+)"/.exec(style.content)?.[1];
      if (written) collect(style, written, isCode);
    }
  }
  return [...settings].map(([style, characters]) => ({ style, characters: [...characters] }));
}
