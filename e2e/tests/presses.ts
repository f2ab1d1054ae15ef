// Presses what can be pressed on a page, by keyboard, and names what takes the focus away.
import { type Page } from "@playwright/test";

import { drawn } from "./course.ts";

/** All that stays on its page. A run is started in tests of their own. */
const STAYS =
  "#app :is(button:not(.exercise *), .exercise button[type='button'], summary, [role='tab'], a[href^='#'], input[type='checkbox'], input[type='radio'])";

/** So many of each kind are pressed; later ones, on other pages too, are like them. */
const OF_A_KIND = 4;

/** What was pressed already: how many of each kind. */
export type Pressed = Record<string, number>;

/** Presses controls of every kind, and names those after which nothing has the focus. */
export async function pressAll(page: Page, pressed: Pressed): Promise<string[]> {
  const lost: string[] = [];
  const { pathname } = new URL(page.url());
  for (;;) {
    const control = await page.evaluate(next, { selector: STAYS, pressed, most: OF_A_KIND });
    if (control === null) return lost;
    pressed[control.kind] = (pressed[control.kind] ?? 0) + 1;
    await page.keyboard.press(control.key);
    await drawn(page);
    if (new URL(page.url()).pathname !== pathname) throw new Error(`${control.name} leaves ${pathname}`);
    if (!(await hasFocus(page))) lost.push(`no focus after ${control.name}`);
    // Behind a dialog nothing can be pressed; it is left as by a reader without a mouse.
    if (await page.locator("dialog[open]").count()) {
      await page.keyboard.press("Escape");
      await drawn(page);
      if (!(await hasFocus(page))) lost.push(`no focus after ${control.name} and Escape`);
    }
  }
}

export const hasFocus = (page: Page) =>
  page.evaluate(() => document.activeElement !== null && document.activeElement !== document.body);

type Asked = { selector: string; pressed: Pressed; most: number };

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
