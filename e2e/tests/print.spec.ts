// On paper a lesson and a run are whole: nothing folded away, nothing cut off, no controls.
import { type Page } from "@playwright/test";

import { drawn, openWhole } from "./course.ts";
import { expect } from "./fixtures.ts";
import { layoutFaults } from "./layout.ts";
import { test } from "./performed.ts";

/** A4 between margins of 1 cm, in CSS pixels. */
const PAPER = { width: 718, height: 1047 };

test("a lesson prints whole", async ({ page }) => {
  await openWhole(page, "/es/lecciones/productores");
  await expectPrinted(page);
});

test("a run prints whole", async ({ browser, performed }) => {
  const context = await browser.newContext({ storageState: performed.learner });
  const page = await context.newPage();
  const faults: string[] = [];
  for (const { id, name } of performed.runs) {
    await openWhole(page, `/es/ejecuciones/${id}`);
    const acts = page.locator("section.act");
    const most = await acts.count();
    await expectPrinted(page);
    for (let act = 0; act < most; act += 1) {
      if (!(await acts.nth(act).isVisible())) faults.push(`${name}: act ${act + 1} is not printed`);
    }
  }
  await context.close();
  expect(faults).toEqual([]);
});

async function expectPrinted(page: Page): Promise<void> {
  await page.setViewportSize(PAPER);
  await page.emulateMedia({ media: "print" });
  await drawn(page);
  // What scrolls on a screen is cut off on paper, whether or not an edge shows it.
  const cut = await page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>("main *")]
      .filter((element) => !(element instanceof SVGElement) && element.checkVisibility() && element.clientWidth > 1)
      .filter((element) => getComputedStyle(element).overflowX !== "visible")
      .filter(({ scrollWidth, clientWidth, scrollHeight, clientHeight }) => scrollWidth > clientWidth + 1 || scrollHeight > clientHeight + 1)
      .map((element) => `${element.localName}.${element.className} is cut off`),
  );
  const faults = (await page.evaluate(layoutFaults, 16))
    .map(([sentence]) => sentence)
    .filter((sentence) => !sentence.includes("tab stop"));
  // A form is printed with what was typed, and a link to evidence says where it is; what only works
  // when it is pressed is not printed.
  const pressed = await page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>("button:not(.at), input[type='range'], .topbar, .outline, .skip")]
      .filter((element) => element.checkVisibility({ visibilityProperty: true }))
      .map((element) => `${element.localName}.${element.className} “${element.textContent?.trim().slice(0, 24)}” is printed`),
  );
  expect([...new Set([...cut, ...faults, ...pressed])]).toEqual([]);
  const paper = await page.pdf({ format: "A4", margin: { top: "1cm", bottom: "1cm", left: "1cm", right: "1cm" } });
  expect(paper.length).toBeGreaterThan(10_000);
  await page.emulateMedia({ media: "screen" });
}
