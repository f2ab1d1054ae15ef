// Every page of the course, in both languages: at every width and with larger text nothing is cut
// off, covered or scrolls sideways unseen; all of it is drawn in fonts that come with it; every
// control can be read in every state, and pressing none takes the focus away. Each page is loaded
// once for all of this.
import { coursePages, openWhole } from "./course.ts";
import { MISSING, expect, test } from "./fixtures.ts";
import { strangers } from "./fonts.ts";
import { faultsAtEveryWidth, faultsInBothLights } from "./layouts.ts";
import { type Pressed, hasFocus, pressAll } from "./presses.ts";
import { type Lang } from "./words.ts";

// Taking down each page at each width takes longer than looking at it.
test.use({ trace: "off" });

for (const lang of ["es", "en"] satisfies Lang[]) {
  test(`${lang}: every page of the course`, async ({ page }) => {
    // A minute and a half on an idle machine.
    test.setTimeout(400_000);
    const paths = [...(await coursePages(page, lang)), `/${lang}/${MISSING}`];
    expect(paths.length).toBeGreaterThan(20);
    const pressed: Pressed = {};
    const found: string[] = [];
    for (const path of paths) {
      await openWhole(page, path);
      const faults = await faultsAtEveryWidth(page);
      // A font that came too late for this page is there for the next.
      let others = await strangers(page);
      if (others.length > 0) {
        await openWhole(page, path);
        others = await strangers(page);
      }
      faults.push(...others);
      // The languages differ in words alone.
      if (lang === "es") {
        faults.push(...(await faultsInBothLights(page)));
        faults.push(...(await pressAll(page, pressed)));
      }
      found.push(...faults.map((fault) => `${path}: ${fault}`));
    }
    expect(Object.keys(pressed).length > 10 || lang !== "es").toBe(true);
    expect(found).toEqual([]);
  });
}

test("a page that is reached by a link has the focus", async ({ page }) => {
  await page.goto("/es/");
  const lesson = page.locator("#app").getByRole("main").getByRole("link", { name: /Configuración básica/ }).first();
  await lesson.focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: /Configuración básica/ })).toBeVisible();
  await expect.poll(() => hasFocus(page)).toBe(true);
  await page.goBack();
  await expect(page.locator("main.home")).toBeVisible();
  await expect.poll(() => hasFocus(page)).toBe(true);
});
