// From the press to the verdict without scrolling: when a run ends, its result has the focus and
// stands in view, on a phone and on a desk.
import { type Page } from "@playwright/test";

import { EXERCISES, lessonOf } from "./answers.ts";
import { contrastFaultsNow } from "./contrast.ts";
import { drawn } from "./course.ts";
import { LIGHTS, alive, expect, test } from "./fixtures.ts";

const SIZES = [
  { width: 390, height: 844 },
  { width: 1440, height: 900 },
];

for (const exercise of EXERCISES) {
  for (const size of SIZES) {
    test(`${exercise}: the verdict is in view at ${size.width} px`, async ({ page, baseURL }) => {
      await page.setViewportSize(size);
      const button = await exerciseButton(page, exercise, baseURL!);
      await button.focus();
      await page.keyboard.press("Enter");
      const result = page.locator(`#app [data-exercise="${exercise}"] .result[data-is]`);
      await expect(result).toBeFocused();
      await expect(result.locator(".verdict").first()).toBeInViewport({ ratio: 1 });
      // The verdict, its points and its sentence: the top of the bar, whole.
      const top = await result.evaluate((element) => element.getBoundingClientRect().top);
      expect(top).toBeGreaterThanOrEqual(0);
      expect(top).toBeLessThan(size.height / 2);
      await expect(result.getByText(/\d+ de \d+/).first()).toBeInViewport({ ratio: 1 });
    });
  }
}

test("the button can be read while a run is under way, under the pointer, too", async ({ page, baseURL }) => {
  // The stream says nothing, so the run stays under way for the page.
  await page.route("**/api/runs/*/events", () => {});
  const button = await exerciseButton(page, EXERCISES[0]!, baseURL!);
  await button.click();
  await expect(button).toBeDisabled();
  await button.hover({ force: true });
  for (const colorScheme of LIGHTS) {
    await page.emulateMedia({ colorScheme });
    await drawn(page);
    expect(await contrastFaultsNow(page, "#app button")).toEqual([]);
  }
});

/** The button that starts an exercise in its lesson, which may have other labs, too. */
async function exerciseButton(page: Page, exercise: string, baseURL: string) {
  await page.goto(await lessonOf(exercise, baseURL));
  await alive(page);
  const button = page.locator(`#app [data-exercise="${exercise}"] form button[type="submit"]`);
  await expect(button).toBeEnabled();
  return button;
}
