// The exercise on configuration in both languages: a control beside the answer, two faults, a death;
// wrong, then right with every claim, reloaded in mid-run and replayed.
import { type Locator, type Page } from "@playwright/test";
import { Exercise } from "./exercise.ts";
import { alive, expect, test } from "./fixtures.ts";
import { type Lang } from "./words.ts";

const EXERCISE = "configuracion-avanzada";

const WORDS = {
  es: { crash: /número (\d+)/, half: "la mitad o menos", act: "Acto", tab: (n: number) => (n < 3 ? /^Actos 1 y 2/ : new RegExp(`^Acto ${n}`)) },
  en: { crash: /number (\d+)/, half: "a half or less", act: "Act", tab: (n: number) => (n < 3 ? /^Acts 1 and 2/ : new RegExp(`^Act ${n}`)) },
} satisfies Record<Lang, unknown>;

type Question = { id: string; text: string };

/** The questions as this learner is asked them. */
async function questions(page: Page, lang: Lang): Promise<Question[]> {
  const answer = await page.request.get(`/api/exercises/${EXERCISE}?lang=${lang}`);
  return ((await answer.json()) as { questions: Question[] }).questions;
}

/** Answers everything, the judged claims rightly for the model answer. */
async function predict(page: Page, lang: Lang): Promise<void> {
  const asked = await questions(page, lang);
  const crash = asked.map(({ text }) => WORDS[lang].crash.exec(text)?.[1]).find(Boolean)!;
  await page.getByRole("checkbox", { name: "linger_ms", exact: true }).check();
  await page.getByRole("checkbox", { name: "compression_type", exact: true }).check();
  const question = (id: string) => page.locator(`[id="question-${id}:${EXERCISE}"]`);
  await question("bytes_per_record").selectOption({ label: WORDS[lang].half });
  for (const id of ["lost", "repeated", "out_of_place"]) await question(id).fill("0");
  // In batches of ten, committed after each: what was received of the batch in which it dies.
  await question("read_again").fill(String(Number(crash) % 10));
}

for (const lang of ["es", "en"] satisfies Lang[]) {
  test(`${lang}: settings that survive two faults, and a death that skips nothing`, async ({
    page,
    accessible,
    pictures,
  }) => {
    // Two runs of five acts each, and their pages looked at.
    test.setTimeout(240_000);
    const exercise = new Exercise(page, lang, EXERCISE);
    await page.goto(`/${lang}/lecciones/batching-y-compresion`);
    await alive(page);
    await expect(exercise.runButton()).toBeEnabled();

    // The clients' defaults: nothing compressed, nothing processed, nothing predicted.
    const first = await exercise.start();
    const wrong = await exercise.expectVerdict(first, "not_yet");
    const failed = wrong.verdict!.checks.filter(({ result }) => result === "not_yet");
    // Claims that nobody made are not judged.
    expect(failed.map(({ id }) => id).sort()).toEqual(["codec", "no_skip_after_restart", "prediction"]);

    await exercise.change();
    await exercise.configure({
      acks: "all",
      compression_type: "gzip",
      pace: "per_ms",
      auto_offset_reset: "earliest",
      enable_auto_commit: "false",
      commit: "batch",
    });
    await exercise.field("linger_ms").fill("50");
    // An optional number left empty is an argument left out; a filled one has its line.
    const snippet = page.getByText("compression_type='gzip'");
    await expect(snippet.first()).toBeVisible();
    await exercise.field("retries").fill("7");
    await expect(page.getByText("retries=7").first()).toBeVisible();
    await exercise.field("retries").fill("");
    await expect(page.getByText("retries=7")).toHaveCount(0);

    await predict(page, lang);
    await expect(exercise.runButton()).toBeEnabled();
    const second = await exercise.start();
    // A reload in mid-run finds the run and goes on with it.
    await page.reload();
    await alive(page);
    const right = await exercise.expectVerdict(second, "passed");
    expect(right.verdict!.points).toBe(right.verdict!.max_points);

    await page.goto(`/${lang}/ejecuciones/${second}`);
    await exercise.expectVerdict(second, "passed");
    // The languages differ in words alone, also below.
    if (lang === "es") await accessible(".run-body");
    // What a screen reader goes through: every act a region with its drawing and its moment.
    for (let number = 1; number <= 5; number += 1) {
      // The control and what is compared with it share a tab.
      const tab = page.getByRole("tab", { name: WORDS[lang].tab(number) });
      await tab.click();
      await expect(tab).toHaveAttribute("aria-selected", "true");
      const act = page.getByRole("region", { name: new RegExp(`^${WORDS[lang].act} ${number}:`) });
      await expect(act.getByRole("heading", { level: 3 })).toBeVisible();
      await expect(act.getByRole("img")).toHaveAccessibleName(/\d/);
      await expect(act.getByRole("slider")).toHaveAttribute("aria-valuetext", /\d/);
    }

    // The dead consumer's act is replayed from its beginning, by keyboard.
    await page.getByRole("tab", { name: WORDS[lang].tab(4) }).click();
    const instant = page.getByRole("slider").first();
    await instant.focus();
    await page.keyboard.press("Home");
    // The first event may be a fraction of a millisecond behind the beginning of the axis.
    const beginning = async () => Number(await instant.getAttribute("min"));
    await expect.poll(async () => (await place(instant)) - (await beginning())).toBeLessThan(1);
    // The axis may be longer than the act: the act beside it shares it.
    await page.keyboard.press("End");
    await expect.poll(() => place(instant)).toBeGreaterThan(Number(await instant.getAttribute("min")));

    if (lang === "es") await pictures("configuration");
  });
}

/** Where the slider stands; browsers write the same number differently. */
const place = async (slider: Locator) => Number(await slider.inputValue());
