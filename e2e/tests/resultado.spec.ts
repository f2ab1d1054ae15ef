// The result of a run where one looks: in view and focused when the run ends, the form in one line,
// the way to the record that proves it and back, the next attempt only when it is asked for, and the
// same after a reload.
import { type Page } from "@playwright/test";

import { EXERCISE, Exercise, MODEL } from "./exercise.ts";
import { openWhole } from "./course.ts";
import { alive, expect, LIGHTS, started, test } from "./fixtures.ts";
import { type Lang } from "./words.ts";

/** Of each exercise and at both sizes, in-view.spec.ts sees the verdict. */
const SIZES = {
  es: { width: 390, height: 844 },
  en: { width: 1440, height: 900 },
} satisfies Record<Lang, unknown>;

const WORDS = {
  es: {
    sentence: /^\d+ enviados, 0 en el log: el proceso murió con todo en el búfer\.$/,
    firstFailed: "Primer criterio que falla",
    bets: "Tu predicción y lo que ocurrió",
    watch: "Ver el acto 2 a cámara lenta",
    back: /^Volver al criterio/,
    evidence: "Descargar la evidencia (JSON)",
    none: "ninguno",
    missing: /^Faltan? \d/,
    act: (number: number) => new RegExp(`^Acto ${number}`),
  },
  en: {
    sentence: /^\d+ sent, 0 in the log: the process died with everything in the buffer\.$/,
    firstFailed: "First criterion that fails",
    bets: "Your prediction and what happened",
    watch: "Watch act 2 in slow motion",
    back: /^Back to the criterion/,
    evidence: "Download the evidence (JSON)",
    none: "none of these",
    missing: /answers? (is|are) missing/,
    act: (number: number) => new RegExp(`^Act ${number}`),
  },
} satisfies Record<Lang, unknown>;

/** Everything right, but for the line that waits for the broker. */
const UNCONFIRMED = { value_serializer: "json", key: "cliente", confirm: "none" };

for (const lang of ["es", "en"] satisfies Lang[]) {
  const words = WORDS[lang];

  test(`${lang}: the verdict is in view when a run ends`, async ({ page, accessible }) => {
    await page.setViewportSize(SIZES[lang]);
    const exercise = new Exercise(page, lang);
    await exercise.open();
    await exercise.configure(UNCONFIRMED);
    await exercise.predict(0, 0, 1);
    const run = await exercise.start();
    const bar = exercise.verdict();
    await expect(bar).toBeFocused();
    await expect(exercise.field("confirm")).toBeHidden();
    await expect(page.locator(".form-line code").first()).toBeVisible();

    await exercise.expectVerdict(run, "not_yet");
    await expect(bar).toBeFocused();
    for (const part of [bar.locator(".verdict.big"), bar.locator(".points"), bar.locator(".happened")]) {
      await expect(part).toBeInViewport({ ratio: 1 });
    }
    await expect(bar.locator(".happened")).toHaveText(words.sentence);
    await expect(bar.getByText(words.firstFailed)).toBeVisible();
    const bets = bar.getByRole("table", { name: words.bets });
    await expect(bets.getByRole("row")).toHaveCount(4);
    await expect(bar.getByRole("link", { name: run })).toBeVisible();
    // The orders of the next attempt come when they are asked for.
    await expect(exercise.question("afterAct1")).toHaveCount(0);
    await expect(exercise.runButton()).toBeHidden();
    await accessible(".result");
    for (const colorScheme of LIGHTS) {
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: `results/screens/result-${SIZES[lang].width}-${colorScheme}.png` });
    }
  });

  test(`${lang}: from the verdict to the record and back, and to the next attempt`, async ({ page }) => {
    const exercise = new Exercise(page, lang);
    await exercise.open();
    await exercise.configure(UNCONFIRMED);
    await exercise.predict(0, 0, 1);
    const run = await exercise.start();
    await exercise.expectVerdict(run, "not_yet");
    const bar = exercise.verdict();

    // The act that decided is open; the tabs go by arrows.
    const tab = (number: number) => page.getByRole("tab", { name: words.act(number) });
    await expect(tab(2)).toHaveAttribute("aria-selected", "true");
    await tab(2).focus();
    await page.keyboard.press("ArrowLeft");
    await expect(tab(1)).toBeFocused();
    await expect(tab(1)).toHaveAttribute("aria-selected", "true");
    await expect(page.getByRole("tabpanel")).toHaveCount(1);

    // A link opens its act, moves into the drawing, and leaves a way back.
    const link = exercise.criteria().locator("button.at").first();
    await link.press("Enter");
    await expect(tab(2)).toHaveAttribute("aria-selected", "true");
    await expect(link).toHaveAttribute("aria-current", "true");
    await expect(page.getByRole("tabpanel").locator(":focus")).toBeInViewport();
    await page.getByRole("button", { name: words.back }).press("Enter");
    await expect(link).toBeFocused();
    await expect(page.getByRole("button", { name: words.back })).toHaveCount(0);

    // In slow motion, from the beginning.
    await bar.getByRole("button", { name: words.watch }).press("Enter");
    await expect(page.getByRole("tabpanel").locator(":focus")).toBeInViewport();
    const instant = page.getByRole("tabpanel").getByRole("slider");
    await expect
      .poll(async () => Number(await instant.inputValue()) < Number(await instant.getAttribute("max")))
      .toBe(true);

    // What was downloaded has a name.
    const download = page.waitForEvent("download");
    await exercise.criteria().getByRole("link", { name: words.evidence }).click();
    expect((await download).suggestedFilename()).toBe(`evidence-${EXERCISE}-${run}.json`);

    // The form comes back as it was typed, with new orders and no answers.
    await bar.getByRole("button", { name: exercise.words.change }).press("Enter");
    await expect(exercise.field("topic")).toBeFocused();
    await expect(exercise.field("value_serializer")).toHaveValue("json");
    await expect(exercise.question("afterAct1")).toHaveValue("");
    await expect(page.getByText(words.missing)).toBeVisible();
    await exercise.configure(MODEL);
    const again = await exercise.start();
    const right = await exercise.expectVerdict(again, "not_yet");
    const failed = right.verdict!.checks.filter(({ result }) => result === "not_yet");
    expect(failed.map(({ id }) => id)).toEqual(["prediction"]);
    await expect(bar.getByRole("table")).toHaveCount(0);
    await onSomething(page);
  });

  test(`${lang}: a finished run is still there after a reload`, async ({ page }) => {
    const exercise = new Exercise(page, lang);
    await exercise.open();
    await exercise.configure(MODEL);
    await exercise.predict(12, 12, 0);
    const run = await exercise.start();
    await exercise.expectVerdict(run, "passed");

    await page.reload();
    await alive(page);
    const bar = exercise.verdict();
    await expect(bar.getByText(exercise.words.passed)).toBeVisible();
    await expect(bar.getByRole("link", { name: run })).toBeVisible();
    await expect(exercise.field("confirm")).toBeHidden();
    await expect(exercise.criteria()).toHaveCount(0);
    await expect(bar).not.toBeFocused();
    await bar.getByRole("button", { name: exercise.words.openRun }).press("Enter");
    await exercise.expectVerdict(run, "passed");

    // Answers that were begun are kept with the orders that they are about.
    await page.getByRole("button", { name: exercise.words.another }).press("Enter");
    await expect(exercise.question("afterAct1")).toBeFocused();
    await exercise.question("afterAct1").fill("7");
    await page.reload();
    await alive(page);
    await expect(exercise.question("afterAct1")).toHaveValue("7");
    await expect(exercise.field("confirm")).toBeHidden();
    const second = await exercise.start();
    await exercise.expectVerdict(second, "not_yet");
    await page.reload();
    await alive(page);
    await page.getByRole("button", { name: exercise.words.another }).click();
    await expect(exercise.question("afterAct1")).toHaveValue("");
  });

  test(`${lang}: none is answered in words`, async ({ page }) => {
    const exercise = new Exercise(page, lang);
    await page.goto(`/${lang}/lecciones/configuracion-de-grupos`);
    await alive(page);
    await expect(exercise.runButton()).toBeEnabled();
    const number = page.locator(`[id="question-first_offset:consumidor-basico"]`);
    const place = page.locator(`[data-exercise="consumidor-basico"]`);
    const none = place.getByRole("checkbox", { name: words.none });
    await number.fill("3");
    await none.check();
    await expect(number).toHaveValue("");
    await number.fill("4");
    await expect(none).not.toBeChecked();
    await none.check();
    for (const question of ["delivered", "idle_members", "delivered_again"]) {
      await page.locator(`[id="question-${question}:consumidor-basico"]`).fill("0");
    }
    const run = await exercise.start();
    await exercise.expectVerdict(run, "not_yet");
    const bets = exercise.verdict().getByRole("table", { name: words.bets });
    await expect(bets).toContainText(lang === "es" ? "ninguno" : "none");
  });
}

test("a reload, a step back and the other language show the page where it was left", async ({ page }) => {
  for (const size of Object.values(SIZES)) {
    await page.setViewportSize(size);
    await openWhole(page, "/es/lecciones/configuracion-de-grupos");
    const entry = page.locator("#app main .entry").nth(2);
    const id = (await entry.getAttribute("id"))!;
    const top = () => entry.evaluate((element) => Math.round(element.getBoundingClientRect().top));
    await entry.evaluate((element) => element.scrollIntoView({ block: "start" }));
    const before = await top();
    expect(Math.abs(before)).toBeLessThan(120);
    // The place is noted a moment after the last movement.
    await page.waitForFunction((entry) => {
      const notes = Object.keys(sessionStorage).filter((name) => name.startsWith("bitacora.place."));
      return notes.some((name) => sessionStorage.getItem(name)!.includes(`"${entry}"`));
    }, id);
    const isThere = async () => Math.abs((await top()) - before) <= 2;

    await page.reload();
    await started(page);
    await expect.poll(isThere).toBe(true);
    await page.goto("/es/");
    await started(page);
    await page.goBack();
    await started(page);
    await expect.poll(isThere).toBe(true);
    // From where one reads, without going up, by pointer and by keyboard.
    await page.getByRole("link", { name: "English" }).click();
    await expect(page).toHaveURL("/en/lecciones/configuracion-de-grupos");
    await started(page);
    await expect.poll(isThere).toBe(true);
    await page.getByRole("link", { name: "Español" }).press("Enter");
    await expect(page).toHaveURL("/es/lecciones/configuracion-de-grupos");
    await started(page);
    await expect.poll(isThere).toBe(true);
  }
});

/** After any action the focus is on something. */
async function onSomething(page: Page): Promise<void> {
  expect(await page.evaluate(() => document.activeElement?.tagName)).not.toBe("BODY");
}
