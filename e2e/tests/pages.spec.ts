// Every kind of page in both lights: axe finds nothing, and pictures are kept.
import { Exercise, MODEL } from "./exercise.ts";
import { alive, test } from "./fixtures.ts";
import { type Lang } from "./words.ts";

for (const lang of ["es", "en"] satisfies Lang[]) {
  test(`${lang}: home, lesson and run are accessible in light and dark`, async ({ page, accessible, pictures }) => {
    // Eight rounds of axe and sixteen pictures of whole pages.
    test.setTimeout(600_000);
    const exercise = new Exercise(page, lang);
    await page.goto(`/${lang}/`);
    await alive(page);
    await accessible();
    await pictures(`home-${lang}`);

    await exercise.open();
    await accessible();
    await pictures(`lesson-${lang}`);

    // A run with a verdict has the most on it: drawing, table, criteria, comparison.
    await exercise.configure(MODEL);
    await exercise.predict(12, 0, 1);
    const run = await exercise.start();
    await exercise.expectVerdict(run, "passed");
    await accessible();
    await pictures(`lesson-done-${lang}`);

    await page.goto(`/${lang}/ejecuciones/${run}`);
    await exercise.expectVerdict(run, "passed");
    await accessible();
    await pictures(`run-${lang}`);
  });
}
