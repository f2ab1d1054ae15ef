// Every page, in both languages, at every width, in both lights and with larger text: nothing is
// cut off or covered, nothing scrolls sideways unseen, everything can be read in every state.
import { type Page } from "@playwright/test";

import { EXERCISES, lessonOf } from "./answers.ts";
import { contrastFaults } from "./contrast.ts";
import { coursePages, drawn, openWhole } from "./course.ts";
import { LIGHTS, expect } from "./fixtures.ts";
import { layoutFaults } from "./layout.ts";
import { test } from "./performed.ts";
import { type Lang } from "./words.ts";

const WIDTHS = [320, 390, 768, 1440, 2560];
/** The reader's own font size. */
const ROOTS = [16, 24];

// Taking down each page at each width takes longer than looking at it.
test.use({ trace: "off" });

for (const lang of ["es", "en"] satisfies Lang[]) {
  test(`${lang}: every page of the course at every width`, async ({ page }) => {
    test.setTimeout(180_000);
    const paths = [...(await coursePages(page, lang)), `/${lang}/no-hay`];
    expect(paths.length).toBeGreaterThan(3);
    const faults = new Faults(page);
    for (const path of paths) {
      await openWhole(page, path);
      await faults.lookAt(path);
    }
    expect(faults.found).toEqual([]);
  });

  test(`${lang}: every run at every width`, async ({ browser, performed, baseURL }) => {
    test.setTimeout(180_000);
    const context = await browser.newContext({ storageState: performed.learner });
    const page = await context.newPage();
    const faults = new Faults(page);
    for (const { name, id } of performed.runs) {
      await openWhole(page, `/${lang}/ejecuciones/${id}`);
      await expect(page.locator("#app .verdict").first()).toBeVisible();
      // Acts may be behind tabs.
      const tabs = await page.getByRole("tab").all();
      if (tabs.length === 0) await faults.lookAt(`${lang}, ${name}`);
      for (const [place, tab] of tabs.entries()) {
        await tab.click();
        await faults.lookAt(`${lang}, ${name}, tab ${place + 1}`);
      }
    }
    // The lesson shows the latest run, its form folded away.
    for (const exercise of EXERCISES) {
      const lesson = (await lessonOf(exercise, baseURL!)).replace("/es/", `/${lang}/`);
      await openWhole(page, lesson);
      await faults.lookAt(`${lesson}, after a run`);
    }
    await context.close();
    expect(faults.found).toEqual([]);
  });
}

class Faults {
  readonly found: string[] = [];

  constructor(private readonly page: Page) {}

  /** Looks at what the page shows, everything unfolded, at every width. */
  async lookAt(name: string): Promise<void> {
    const { page } = this;
    await page.evaluate(() => {
      for (const details of document.querySelectorAll("details")) details.open = true;
    });
    const session = await page.context().newCDPSession(page);
    const found = new Map<string, string[]>();
    const note = (sentence: string, where: string) => {
      found.set(sentence, [...(found.get(sentence) ?? []), where]);
    };
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
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 900 });
      for (const colorScheme of LIGHTS) {
        await page.emulateMedia({ colorScheme });
        for (const sentence of await contrastFaults(page)) note(sentence, `${width} px, ${colorScheme}`);
      }
    }
    await session.detach();
    for (const [sentence, places] of found) this.found.push(`${name}: ${sentence} (${places.join("; ")})`);
  }
}
