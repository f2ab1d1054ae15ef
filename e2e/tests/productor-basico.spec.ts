// The first exercise, whole, in both languages: wrong, then right; interrupted; by keyboard.
import { type Page } from "@playwright/test";

import { EXERCISE, Exercise, MODEL } from "./exercise.ts";
import { alive, expect, test, visited } from "./fixtures.ts";
import { type Lang } from "./words.ts";

const LANGS: Lang[] = ["es", "en"];

/** What the live region says at the end of a run that passed. */
const FINISHED = { es: /Ejecución terminada: apto/, en: /Run finished: passed/ };

for (const lang of LANGS) {
  test(`${lang}: the default form is not enough, the model answer is`, async ({ page }) => {
    const exercise = new Exercise(page, lang);
    await exercise.open();

    // The client's defaults, with a prediction: no serializer, so no order reaches the log.
    await exercise.predict(12, 12);
    const first = await exercise.start();
    const wrong = await exercise.expectVerdict(first, "not_yet");
    const failed = wrong.verdict!.checks.filter(({ result }) => result === "not_yet");
    expect(failed.map(({ id }) => id).sort()).toEqual(["in_log", "survives_kill", "value_json"]);

    await exercise.change();
    await exercise.configure(MODEL);
    await exercise.predict(12, 12, 0);
    await expect(exercise.runButton()).toBeEnabled();
    const second = await exercise.start();
    const right = await exercise.expectVerdict(second, "passed");
    expect(right.verdict!.points).toBe(right.verdict!.max_points);
    expect(right.verdict!.checks.map(({ result }) => result)).not.toContain("not_yet");

    // Both are there tomorrow: in the list of the lesson and on pages of their own.
    await page.getByText(exercise.words.pastRuns).click();
    for (const run of [first, second]) {
      await expect(page.locator(`a[href="/${lang}/ejecuciones/${run}"]`).last()).toBeVisible();
    }
    await page.locator(`a[href="/${lang}/ejecuciones/${first}"]`).last().click();
    await exercise.expectVerdict(first, "not_yet");
    await page.reload();
    await exercise.expectVerdict(first, "not_yet");
  });

  test(`${lang}: a reload in mid-run loses nothing`, async ({ page }) => {
    const exercise = new Exercise(page, lang);
    await exercise.open();
    await exercise.configure({ ...MODEL, confirm: "get" });
    await exercise.predict(12, 12, 0);
    const run = await exercise.start();
    await page.reload();
    await alive(page);

    // What was typed is still there, and so is the run: under way, or over.
    await page.getByRole("button", { name: exercise.words.openForm }).click();
    await expect(exercise.field("confirm")).toHaveValue("get");
    await expect(exercise.field("value_serializer")).toHaveValue("json");
    await expect(exercise.verdict()).toBeVisible();

    await page.goto(`/${lang}/ejecuciones/${run}`);
    await exercise.expectVerdict(run, "passed");
    const numbers = await eventNumbers(page, run);
    expect(numbers.length).toBeGreaterThan(5);
    expect(numbers).toEqual(numbers.map((_, index) => index + 1));
  });

  test(`${lang}: by keyboard alone`, async ({ page }) => {
    const exercise = new Exercise(page, lang);
    await page.goto(`/${lang}/`);
    await alive(page);
    await tabTo(page, page.getByRole("main").getByRole("link", { name: exercise.words.lesson }).first());
    await page.keyboard.press("Enter");
    await expect(page.getByRole("heading", { level: 1, name: exercise.words.lesson })).toBeVisible();
    await visited(page);
    await expect(exercise.runButton()).toBeEnabled();

    // A list takes the choice whose name begins with the letters typed.
    for (const [name, letters] of [["value_serializer", "JSON"], ["key", "cliente"], ["confirm", "flush"]] as const) {
      await tabTo(page, exercise.field(name));
      await page.keyboard.type(letters);
      await expect(exercise.field(name)).toHaveValue(MODEL[name]);
    }
    for (const question of ["afterAct1", "afterAct2", "watchedPartition"] as const) {
      await tabTo(page, exercise.question(question));
      await page.keyboard.type("1");
    }
    await tabTo(page, exercise.runButton());
    await listen(page);
    const run = await exercise.start(() => page.keyboard.press("Enter"));
    await exercise.expectVerdict(run, "passed");
    // The result is heard, too.
    await expect.poll(() => heard(page)).toMatch(FINISHED[lang]);
  });
}

test("a wrong entry stays, with its fault beside it", async ({ page }) => {
  const exercise = new Exercise(page, "es");
  await exercise.open();
  await exercise.field("topic").fill("../x y");
  await exercise.runButton().click();
  await expect(exercise.field("topic")).toBeFocused();
  await expect(exercise.field("topic")).toHaveAttribute("aria-invalid", "true");
  await page.reload();
  await expect(exercise.field("topic")).toHaveValue("../x y");
});

test("somebody else's run is not found", async ({ page, browser }) => {
  const exercise = new Exercise(page, "es");
  await exercise.open();
  const run = await exercise.start();
  const other = await browser.newContext();
  for (const path of [`/api/runs/${run}`, `/api/runs/${run}/events`, `/api/runs/${run}/evidence`]) {
    expect((await other.request.get(path)).status(), path).toBe(404);
  }
  await other.close();
});

test("the lesson reads without JavaScript, and tells no answer", async ({ browser }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto("/es/lecciones/configuracion-basica");
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Configuración básica");
  await expect(page.getByText("promete menos de lo que su nombre sugiere")).toBeVisible();
  await expect(page.locator(".exercise .goal")).toContainText("todos queden en el log");
  const answer = await (await context.request.get(`/api/exercises/${EXERCISE}?lang=es`)).text();
  expect(answer).not.toContain('"model"');
  await context.close();
});

/** Presses Tab until the control has the focus: what it takes to reach it without a mouse. */
async function tabTo(page: Page, control: ReturnType<Page["getByRole"]>): Promise<void> {
  await expect(control).toBeVisible();
  for (let presses = 0; presses < 250; presses += 1) {
    if (await control.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error("Tab never reaches the control");
}

/** Takes down what the live region says, which the next sentence replaces. */
async function listen(page: Page): Promise<void> {
  await page.evaluate(() => {
    const region = document.querySelector("#say")!;
    const said: string[] = [];
    Object.assign(window, { said });
    const listener = new MutationObserver(() => said.push(region.textContent ?? ""));
    listener.observe(region, { childList: true, characterData: true, subtree: true });
  });
}

const heard = (page: Page): Promise<string> => page.evaluate(() => (Reflect.get(window, "said") as string[]).join("\n"));

/** The numbers of a finished run's events, as its stream tells them: 1, 2, 3… without a gap. */
async function eventNumbers(page: Page, run: string): Promise<number[]> {
  const stream = await (await page.request.get(`/api/runs/${run}/events`)).text();
  return stream
    .split("\n")
    .filter((line) => line.startsWith("data:"))
    .flatMap((line) => JSON.parse(line.slice(5)) as { seq: number }[])
    .map(({ seq }) => seq);
}
