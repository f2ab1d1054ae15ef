// Every kind of page in both lights: axe finds nothing, and pictures are kept. What the languages can
// make different is looked at in the other one, too.
import { answer, type Question } from "./answers.ts";
import { openWhole } from "./course.ts";
import { EXERCISE, Exercise } from "./exercise.ts";
import { MISSING, expect, started, test } from "./fixtures.ts";

test("home, glossary, search and a missing page are accessible", async ({ page, accessible, pictures }) => {
  await page.goto("/es/");
  await started(page);
  await accessible();
  await pictures("home");
  await page.getByRole("button", { name: "Buscar" }).click();
  await page.getByRole("textbox", { name: "Palabras del curso" }).fill("particion");
  await expect(page.locator("dialog.search li").first()).toBeVisible();
  await accessible("dialog.search");
  await page.goto("/es/glosario");
  await started(page);
  await accessible();
  await page.goto(`/es/${MISSING}`);
  await started(page);
  await accessible();
});

test("a lesson and a run are accessible", async ({ page, accessible, pictures }) => {
  // Axe takes ten seconds for a long page.
  test.setTimeout(120_000);
  const exercise = new Exercise(page, "es");
  await exercise.open();
  await accessible();
  await pictures("lesson");

  // A run with a verdict has the most on it: drawing, table, criteria, comparison.
  const shown = await page.request.get(`/api/exercises/${EXERCISE}?lang=es`);
  const { questions } = (await shown.json()) as { questions: Question[] };
  const { fields } = answer(EXERCISE, questions);
  await exercise.configure(fields as Record<string, string>);
  await exercise.predict(12, 0, 1);
  const run = await exercise.start();
  await exercise.expectVerdict(run, "passed");
  await accessible(".run-shown");
  await pictures("lesson-done");

  await page.goto(`/es/ejecuciones/${run}`);
  await exercise.expectVerdict(run, "passed");
  await accessible(".run");
  await pictures("run");
  for (const path of ["/en/", "/en/glosario", "/en/lecciones/configuracion-basica", `/en/ejecuciones/${run}`]) {
    await openWhole(page, path);
    await accessible("html", WORDS_ALONE);
  }
});

/** Axe's rules about names, titles and languages. */
const WORDS_ALONE = ["cat.language", "cat.name-role-value", "cat.text-alternatives"];
