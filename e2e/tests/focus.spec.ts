// The focus is never lost: after any press of a button or a link that stays on its page, and on the
// way from page to page, something has it.
import { type Page } from "@playwright/test";

import { coursePages, drawn, openWhole } from "./course.ts";
import { expect } from "./fixtures.ts";
import { test } from "./performed.ts";

/** Pressed on every page. A run is started in tests of their own. */
const STAYS =
  "#app :is(button:not(.exercise *, .miniature *), :is(.exercise, .miniature) button[type='button'], summary, [role='tab'], a[href^='#'], input[type='checkbox'], input[type='radio'])";

/** So many of each kind are pressed, of long lists the first. */
const OF_A_KIND = 2;

// Taking down the page after each press takes longer than all presses.
test.use({ trace: "off" });

test("no press takes the focus away", async ({ page, browser, performed }) => {
  test.setTimeout(120_000);
  const lost: string[] = [];
  for (const path of await coursePages(page, "es")) {
    await openWhole(page, path);
    lost.push(...(await pressAll(page)).map((control) => `${path}: ${control}`));
  }
  const context = await browser.newContext({ storageState: performed.learner });
  const own = await context.newPage();
  for (const { name, id } of performed.runs) {
    await openWhole(own, `/es/ejecuciones/${id}`);
    lost.push(...(await pressAll(own)).map((control) => `${name}: ${control}`));
  }
  await context.close();
  expect(lost).toEqual([]);
});

test("a page that is reached by a link has the focus", async ({ page }) => {
  await openWhole(page, "/es/");
  const lesson = page.getByRole("main").getByRole("link", { name: /Productores/ }).first();
  await lesson.focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: /Productores/ })).toBeVisible();
  await expect.poll(() => hasFocus(page)).toBe(true);
  await page.goBack();
  await expect(page.locator("main.home")).toBeVisible();
  await expect.poll(() => hasFocus(page)).toBe(true);
});

/** Presses controls of every kind by keyboard, and names those after which nothing has the focus. */
async function pressAll(page: Page): Promise<string[]> {
  const lost: string[] = [];
  const { pathname } = new URL(page.url());
  const pressed: Record<string, number> = {};
  for (;;) {
    const control = await page.evaluate(next, { selector: STAYS, pressed, most: OF_A_KIND });
    if (control === null) return lost;
    pressed[control.kind] = (pressed[control.kind] ?? 0) + 1;
    await page.keyboard.press(control.key);
    await drawn(page);
    if (new URL(page.url()).pathname !== pathname) throw new Error(`${control.name} leaves ${pathname}`);
    if (!(await hasFocus(page))) lost.push(control.name);
    // Behind a dialog nothing can be pressed; it is left as by a reader without a mouse.
    if (await page.locator("dialog[open]").count()) {
      await page.keyboard.press("Escape");
      await drawn(page);
      if (!(await hasFocus(page))) lost.push(`${control.name}, and Escape`);
    }
  }
}

const hasFocus = (page: Page) =>
  page.evaluate(() => document.activeElement !== null && document.activeElement !== document.body);

type Asked = { selector: string; pressed: Record<string, number>; most: number };

/** Gives the focus to the next control that is to be pressed. Runs in the page. */
function next({ selector, pressed, most }: Asked): { kind: string; name: string; key: string } | null {
  for (const control of document.querySelectorAll<HTMLElement>(selector)) {
    const around = control.parentElement?.closest("[class]")?.className;
    const kind = [control.localName, control.className, control.getAttribute("role"), around].join(" ");
    const isOpen = !control.matches(":disabled") && control.checkVisibility({ visibilityProperty: true });
    if (!isOpen || control.dataset.testPressed !== undefined || (pressed[kind] ?? 0) >= most) continue;
    control.dataset.testPressed = "";
    control.focus();
    const words = (control.getAttribute("aria-label") ?? control.textContent ?? "").trim();
    const key = control instanceof HTMLInputElement ? "Space" : "Enter";
    return { kind, name: `${control.localName} “${words.slice(0, 40)}”`, key };
  }
  return null;
}
