// Every page in both lights: axe finds nothing, nothing scrolls sideways, and a picture is kept of
// each in results/screens.
import { type Page } from "@playwright/test";

import { Exercise, MODEL } from "./exercise.ts";
import { LIGHTS, alive, expect, test } from "./fixtures.ts";
import { type Lang } from "./words.ts";

const SIZES = [
  { width: 390, height: 844 },
  { width: 1440, height: 900 },
];

for (const lang of ["es", "en"] satisfies Lang[]) {
  test(`${lang}: home, lesson and run are accessible in light and dark`, async ({ page, accessible }) => {
    // Eight rounds of axe and sixteen pictures of whole pages.
    test.setTimeout(240_000);
    const exercise = new Exercise(page, lang);
    await page.goto(`/${lang}/`);
    await alive(page);
    await accessible();
    await pictures(page, `home-${lang}`);

    await exercise.open();
    await accessible();
    await pictures(page, `lesson-${lang}`);

    // A run with a verdict has the most on it: drawing, table, criteria, comparison.
    await exercise.configure(MODEL);
    await exercise.predict(12, 0, 1);
    const run = await exercise.start();
    await exercise.expectVerdict(run, "passed");
    await accessible();
    await pictures(page, `lesson-done-${lang}`);

    await page.goto(`/${lang}/ejecuciones/${run}`);
    await exercise.expectVerdict(run, "passed");
    await accessible();
    await pictures(page, `run-${lang}`);
  });
}

async function pictures(page: Page, name: string): Promise<void> {
  for (const size of SIZES) {
    await page.setViewportSize(size);
    const overhang = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overhang, `${name} scrolls sideways at ${size.width}`).toBeLessThanOrEqual(0);
    for (const colorScheme of LIGHTS) {
      await page.emulateMedia({ colorScheme });
      const path = `results/screens/${name}-${size.width}x${size.height}-${colorScheme}.png`;
      await page.screenshot({ path, fullPage: true });
    }
  }
}
