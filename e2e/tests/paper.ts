// What is wrong with a page on paper: cut off, or a control that nobody can press there.
import { type Page } from "@playwright/test";

import { drawn } from "./course.ts";
import { layoutFaults } from "./layout.ts";

/** A4 between margins of 1 cm, in CSS pixels. */
const PAPER = { width: 718, height: 1047 };

/** Looks at the page as it is printed, and at what `look` looks at there. */
export async function faultsOnPaper(page: Page, look: () => Promise<string[]>): Promise<string[]> {
  const before = page.viewportSize()!;
  await page.setViewportSize(PAPER);
  await page.emulateMedia({ media: "print", colorScheme: "light" });
  await page.evaluate(() => window.dispatchEvent(new Event("beforeprint")));
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
    [...document.querySelectorAll<HTMLElement>("button:not(.at, .link), input[type='range'], .topbar, .outline, .skip, [data-is='loading']")]
      .filter((element) => element.checkVisibility({ visibilityProperty: true }))
      .map((element) => `${element.localName}.${element.className} “${element.textContent?.trim().slice(0, 24)}” is printed`),
  );
  const found = [...new Set([...cut, ...faults, ...pressed, ...(await look())])];
  await page.evaluate(() => window.dispatchEvent(new Event("afterprint")));
  await page.emulateMedia({ media: "screen" });
  await page.setViewportSize(before);
  return found;
}
