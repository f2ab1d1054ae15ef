// On paper a lesson is whole: nothing folded away, nothing cut off, no controls, and of an exercise
// that was not loaded yet its text.
import { openWhole } from "./course.ts";
import { expect, started, test } from "./fixtures.ts";
import { faultsOnPaper } from "./paper.ts";

/** Has two miniatures and an exercise. */
const LESSON = "/es/lecciones/que-es";
const EXERCISES = 3;

test("a lesson prints whole, scrolled or not", async ({ page }) => {
  const goals = page.locator("#app .goal");
  const unread = async () => ((await goals.count()) === EXERCISES ? [] : [`${await goals.count()} texts of exercises`]);

  // The browser does not wait for what is still to come.
  let release = () => {};
  const released = new Promise<void>((done) => (release = done));
  await page.route("**/api/exercises/**", async (route) => {
    await released;
    await route.continue();
  });
  await page.goto(LESSON);
  await started(page);
  expect(await faultsOnPaper(page, unread)).toEqual([]);
  for (const goal of await goals.all()) await expect(goal).toContainText(/\w{3}/);

  // It was asked for meanwhile, so the next print has the forms.
  release();
  await expect(page.locator("#app article form")).toHaveCount(EXERCISES);
  await openWhole(page, LESSON);
  expect(await faultsOnPaper(page, unread)).toEqual([]);
});
