// A miniature in its lesson, in both languages: the text tells an example, then what the reader's
// own run did, also after a reload; beside an exercise on the same page.
import { type Locator, type Page } from "@playwright/test";

import { alive, expect, test } from "./fixtures.ts";
import { type Lang } from "./words.ts";

const WORDS = {
  es: {
    title: "Leer dos veces",
    run: "Ejecutar",
    again: "Ejecutar otra vez",
    group: "uno suyo",
    example: "(ejemplo)",
    own: "(tuyo)",
    exampleNote: /^Los números punteados/,
    note: "Los números subrayados del texto son de tu intento 1.",
    done: "terminada",
    points: /\d+ de \d+ punto/,
  },
  en: {
    title: "Reading twice",
    run: "Run",
    again: "Run again",
    group: "one of its own",
    example: "(example)",
    own: "(yours)",
    exampleNote: /^The dotted numbers/,
    note: "The underlined numbers in the text are from your attempt 1.",
    done: "done",
    points: /\d+ of \d+ point/,
  },
} satisfies Record<Lang, unknown>;

const REFUSED = "Ya tienes cinco ejecuciones sin terminar.";

const OF_IT = '[data-run="leer-dos-veces"]';
const numbers = (page: Page): Locator => page.locator(`#app .outcome${OF_IT}`);
const notes = (page: Page, text: RegExp): Locator =>
  page.locator(`.outcome-note${OF_IT}`).filter({ hasText: text });

for (const lang of ["es", "en"] satisfies Lang[]) {
  const words = WORDS[lang];

  test(`${lang}: the text tells the run of a miniature`, async ({ page, accessible, pictures }) => {
    await page.goto(`/${lang}/lecciones/que-es`);
    await alive(page);
    const miniature = page.getByRole("article", { name: words.title });
    const button = miniature.getByRole("button", { name: words.run, exact: true });
    await expect(button).toBeEnabled();
    await expect(numbers(page)).toHaveText(
      ["12", "0", "12"].map((number) => `${number} ${words.example}`),
    );
    await expect(notes(page, words.exampleNote)).toBeVisible();

    await miniature.getByLabel("group_id").selectOption({ label: words.group });
    await button.click();
    await expect(numbers(page)).toHaveText(
      ["12", "12", "12"].map((number) => `${number} ${words.own}`),
      { timeout: 60_000 },
    );
    await expect(notes(page, words.exampleNote)).toHaveCount(0);
    // Said in the text and in the miniature.
    await expect(page.locator("#app").getByText(words.note)).toHaveCount(2);
    // The focus stays where the learner has put it: at her run.
    await expect(miniature.locator(":focus")).toHaveCount(1);
    await expect(miniature.getByText(words.done, { exact: true }).first()).toBeVisible();
    await expect(miniature.getByText(words.points)).toHaveCount(0);
    await expect(miniature.getByRole("button", { name: words.again })).toBeEnabled();
    // The exercise of the lesson and its other miniature are on the page, too.
    await expect(page.getByRole("article")).toHaveCount(3);
    expect(await repeatedIds(page)).toEqual([]);
    // The languages differ in words alone.
    if (lang === "es") {
      await accessible(".miniature");
      await pictures("miniature");
    }

    await page.reload();
    await alive(page);
    await expect(numbers(page)).toHaveText(
      ["12", "12", "12"].map((number) => `${number} ${words.own}`),
    );
    await expect(miniature.getByRole("button", { name: words.again })).toBeEnabled();
  });
}

test("without JavaScript the example can be read", async ({ browser }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto("/es/lecciones/que-es");
  const told = page.locator(`.outcome${OF_IT}`);
  await expect(told).toHaveText(["12 (ejemplo)", "0 (ejemplo)", "12 (ejemplo)"]);
  await expect(notes(page, WORDS.es.exampleNote)).toBeVisible();
  await context.close();
});

test("a run that is refused says why, and the text keeps its example", async ({ page }) => {
  // Answered in the page, since the browser logs a refused request as an error.
  await page.addInitScript((detail) => {
    const real = window.fetch as (...asked: unknown[]) => Promise<Response>;
    window.fetch = (...asked: unknown[]) => {
      // The page asks for data by requests.
      const url = (asked[0] as Request).url ?? "";
      if (new URL(url, location.href).pathname !== "/api/runs") return real(...asked);
      const body = JSON.stringify({ type: "about:blank", title: "t", status: 429, detail });
      const headers = { "content-type": "application/problem+json" };
      return Promise.resolve(new Response(body, { status: 429, headers }));
    };
  }, REFUSED);
  await page.goto("/es/lecciones/que-es");
  await alive(page);
  const miniature = page.getByRole("article", { name: WORDS.es.title });
  await miniature.getByRole("button", { name: WORDS.es.run, exact: true }).click();
  await expect(miniature.getByRole("alert")).toHaveText(REFUSED);
  await expect(numbers(page).first()).toHaveText("12 (ejemplo)");
});

/** Ids that more than one element has. The patterns of drawings are referred to within their own. */
function repeatedIds(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const ids = [...document.querySelectorAll("[id]:not(pattern)")].map(({ id }) => id);
    return ids.filter((id, place) => ids.indexOf(id) !== place);
  });
}
