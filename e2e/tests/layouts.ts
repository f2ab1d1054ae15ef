// Looks at one page at every width, with the usual text and with larger text, and in both lights.
import { type Page } from "@playwright/test";

import { contrastFaults } from "./contrast.ts";
import { drawn } from "./course.ts";
import { LIGHTS } from "./fixtures.ts";
import { layoutFaults } from "./layout.ts";

const WIDTHS = [320, 390, 768, 1440, 2560];
/** The reader's own font size. */
const ROOTS = [16, 24];
/** What colours things differently. */
const CONTRAST_WIDTHS = [390, 1440];

/** Shows everything: what is folded, and acts that are behind tabs, one below the other. */
function unfold(): void {
  for (const details of document.querySelectorAll("details")) details.open = true;
  const shown = new CSSStyleSheet();
  shown.replaceSync(".act-panel { display: block !important; }");
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, shown];
}

/** What is wrong with the layout of the page, everything unfolded, at every width; each fault once. */
export function faultsAtEveryWidth(page: Page): Promise<string[]> {
  return noted(async (note) => {
    await page.evaluate(unfold);
    const session = await page.context().newCDPSession(page);
    for (const root of ROOTS) {
      await session.send("Page.setFontSizes", { fontSizes: { standard: root, fixed: root } });
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 900 });
        await drawn(page);
        for (const [sentence, amount] of await page.evaluate(layoutFaults, root)) {
          note(sentence, `${width} px at ${root}: ${amount}`);
        }
      }
    }
    await session.send("Page.setFontSizes", { fontSizes: { standard: 16, fixed: 13 } });
    await session.detach();
  });
}

/** What cannot be read in some state of some control, in both lights; each fault once. */
export function faultsInBothLights(page: Page): Promise<string[]> {
  return noted(async (note) => {
    for (const width of CONTRAST_WIDTHS) {
      await page.setViewportSize({ width, height: 900 });
      for (const colorScheme of LIGHTS) {
        await page.emulateMedia({ colorScheme });
        for (const sentence of await contrastFaults(page)) note(sentence, `${width} px, ${colorScheme}`);
      }
    }
  });
}

/** Sentences with all the places where they were noted. */
async function noted(look: (note: (sentence: string, where: string) => void) => Promise<void>): Promise<string[]> {
  const found = new Map<string, string[]>();
  await look((sentence, where) => found.set(sentence, [...(found.get(sentence) ?? []), where]));
  return [...found].map(([sentence, places]) => `${sentence} (${places.join("; ")})`);
}
