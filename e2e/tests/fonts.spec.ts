// Whatever we write is drawn in a font that we ship, signs included. What records hold may be anything.
import { type CDPSession, type Page } from "@playwright/test";

import { alive, expect, test } from "./fixtures.ts";

type Node = { nodeId: number; nodeType: number; nodeName: string; nodeValue: string; children?: Node[]; pseudoElements?: Node[] };

/** A sign in the name of a product of the shop: what a record holds may be set in any font. */
const IN_A_RECORD = "☕";

const whole = (node: Node): string => node.nodeValue + (node.children ?? []).map(whole).join("");

/** Fonts of the machine that draw something, each with a text that it draws. */
async function strangers(page: Page, devtools: CDPSession): Promise<string[]> {
  await devtools.send("DOM.enable");
  await devtools.send("CSS.enable");
  const { root } = (await devtools.send("DOM.getDocument", { depth: -1 })) as { root: Node };
  const found = new Set<string>();
  const texts = (node: Node) => (node.children ?? []).filter(({ nodeType, nodeValue }) => nodeType === 3 && nodeValue.trim());
  const visit = async (node: Node): Promise<void> => {
    if (["HEAD", "SCRIPT", "NOSCRIPT", "TITLE"].includes(node.nodeName)) return;
    const own = texts(node);
    const isPseudo = node.nodeName.startsWith("::");
    // The fonts of an element are also those of what is in it.
    if ((own.length > 0 || isPseudo) && !whole(node).includes(IN_A_RECORD)) {
      // What the page has replaced meanwhile draws nothing.
      const { fonts } = await devtools
        .send("CSS.getPlatformFontsForNode", { nodeId: node.nodeId })
        .catch((gone: Error) => {
          if (!gone.message.includes("Could not find node")) throw gone;
          return { fonts: [] };
        });
      for (const { familyName, isCustomFont } of fonts) {
        if (!isCustomFont) found.add(`${familyName}: ${isPseudo ? node.nodeName : own.map(({ nodeValue }) => nodeValue.trim()).join(" ").slice(0, 60)}`);
      }
    }
    for (const child of [...(node.children ?? []), ...(node.pseudoElements ?? [])]) await visit(child);
  };
  await visit(root);
  return [...found];
}

for (const lang of ["es", "en"]) {
  test(`${lang}: every page is set in the fonts that come with it`, async ({ page }) => {
    test.setTimeout(600_000);
    const devtools = await page.context().newCDPSession(page);
    await page.goto(`/${lang}/`);
    await alive(page);
    const links = page.locator("main a[href*='/lecciones/']");
    const lessons = await links.evaluateAll((all) => all.map((link) => link.getAttribute("href")!));
    expect(lessons.length).toBeGreaterThan(2);
    for (const path of [`/${lang}/`, ...new Set(lessons)]) {
      await page.goto(path);
      await alive(page);
      // A font that came too late for this page is there for the next.
      await page.waitForLoadState("networkidle");
      await page.reload();
      await alive(page);
      await page.waitForLoadState("networkidle");
      expect(await strangers(page, devtools), path).toEqual([]);
    }
  });
}
