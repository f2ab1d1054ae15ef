// Finished runs of the three exercises, wrong and right, each made once for all tests here: what
// every page has to keep (every-page.spec.ts), and printed whole.
import { type Browser, type Page } from "@playwright/test";

import { EXERCISES, lessonOf } from "./answers.ts";
import { openWhole } from "./course.ts";
import { expect } from "./fixtures.ts";
import { strangers } from "./fonts.ts";
import { faultsAtEveryWidth, faultsInBothLights } from "./layouts.ts";
import { faultsOnPaper } from "./paper.ts";
import { type Performed, test } from "./performed.ts";
import { type Pressed, pressAll } from "./presses.ts";
import { type Lang } from "./words.ts";

// In one worker, which makes the runs.
test.describe.configure({ mode: "default" });
test.use({ trace: "off" });

for (const lang of ["es", "en"] satisfies Lang[]) {
  test(`${lang}: every run, and its lesson afterwards`, async ({ browser, performed, baseURL }) => {
    // A minute and a half on an idle machine.
    test.setTimeout(400_000);
    const page = await pageOf(browser, performed);
    const pressed: Pressed = {};
    const found: string[] = [];
    for (const { name, id } of performed.runs) {
      await openRun(page, lang, id);
      const faults = await faultsAtEveryWidth(page);
      faults.push(...(await strangers(page)));
      if (lang === "es") {
        faults.push(...(await faultsInBothLights(page)));
        faults.push(...(await pressAll(page, pressed)));
      }
      found.push(...faults.map((fault) => `${name}: ${fault}`));
    }
    // The lesson shows the latest run, its form folded away.
    for (const exercise of EXERCISES) {
      const lesson = (await lessonOf(exercise, baseURL!)).replace("/es/", `/${lang}/`);
      await openWhole(page, lesson);
      found.push(...(await faultsAtEveryWidth(page)).map((fault) => `${lesson}, after a run: ${fault}`));
    }
    await page.context().close();
    expect(found).toEqual([]);
  });
}

test("a run prints whole", async ({ browser, performed }) => {
  const page = await pageOf(browser, performed);
  const found: string[] = [];
  for (const { id, name } of performed.runs) {
    await openRun(page, "es", id);
    const acts = page.locator("section.act");
    const faults = await faultsOnPaper(page, async () => {
      const all = await acts.all();
      const seen = await Promise.all(all.map((act) => act.isVisible()));
      return seen.flatMap((isSeen, place) => (isSeen ? [] : [`act ${place + 1} is not printed`]));
    });
    found.push(...faults.map((fault) => `${name}: ${fault}`));
    expect(await acts.count()).toBeGreaterThan(0);
  }
  await page.context().close();
  expect(found).toEqual([]);
});

/** A page of the learner who has the runs. */
async function pageOf(browser: Browser, { learner }: Performed): Promise<Page> {
  const context = await browser.newContext({ storageState: learner, reducedMotion: "reduce" });
  return context.newPage();
}

async function openRun(page: Page, lang: Lang, id: string): Promise<void> {
  await openWhole(page, `/${lang}/ejecuciones/${id}`);
  await expect(page.locator("#app .verdict").first()).toBeVisible();
}
