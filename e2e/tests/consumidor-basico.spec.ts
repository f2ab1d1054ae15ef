// The consumer's exercise in both languages: wrong, then right, then replayed by keyboard.
import { type Locator } from "@playwright/test";

import { Exercise } from "./exercise.ts";
import { alive, expect, test } from "./fixtures.ts";
import { type Lang } from "./words.ts";

const WORDS = {
  es: { lesson: /Configuración de grupos/ },
  en: { lesson: /Configuring groups/ },
} satisfies Record<Lang, unknown>;

for (const lang of ["es", "en"] satisfies Lang[]) {
  test(`${lang}: a group that reads everything once`, async ({ page, accessible, pictures }) => {
    const exercise = new Exercise(page, lang);
    await page.goto(`/${lang}/lecciones/configuracion-de-grupos`);
    await alive(page);
    await expect(page.getByRole("heading", { level: 1, name: WORDS[lang].lesson })).toBeVisible();
    await expect(exercise.runButton()).toBeEnabled();

    // The client's defaults: latest, so what was there before is skipped.
    const first = await exercise.start();
    const wrong = await exercise.expectVerdict(first, "not_yet");
    const failed = wrong.verdict!.checks.filter(({ result }) => result === "not_yet");
    expect(failed.map(({ id }) => id).sort()).toEqual(["all_delivered", "parsed", "prediction"]);

    await exercise.change();
    await exercise.configure({ auto_offset_reset: "earliest", value_deserializer: "json" });
    await exercise.field("members").fill("3");
    for (const question of await page.getByRole("group").getByRole("spinbutton").all()) {
      if ((await question.inputValue()) === "") await question.fill("0");
    }
    await expect(exercise.runButton()).toBeEnabled();
    const second = await exercise.start();
    const right = await exercise.expectVerdict(second, "passed");
    expect(right.verdict!.points).toBe(right.verdict!.max_points);

    await page.goto(`/${lang}/ejecuciones/${second}`);
    await exercise.expectVerdict(second, "passed");
    // The languages differ in words alone, also below.
    if (lang === "es") await accessible(".run-body");
    // Replay: the slider of the first act begins at its end and goes home.
    const instant = page.getByRole("slider").first();
    await instant.focus();
    await page.keyboard.press("Home");
    // The first event may be a fraction of a millisecond behind the beginning of the axis.
    const beginning = async () => Number(await instant.getAttribute("min"));
    await expect.poll(async () => (await place(instant)) - (await beginning())).toBeLessThan(1);
    if (lang === "es") await pictures("group");
  });
}

/** Where the slider stands; browsers write the same number differently. */
const place = async (slider: Locator) => Number(await slider.inputValue());
