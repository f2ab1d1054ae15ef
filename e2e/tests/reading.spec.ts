// The way through the course: a prediction to begin with, what was read and where one goes on,
// search, glossary, the page without JavaScript.
import { alive, expect, test } from "./fixtures.ts";

test("the first thing on the home page is a prediction", async ({ page }) => {
  await page.goto("/es/");
  await alive(page);
  const save = page.getByRole("button", { name: "Guardar y ver qué pasa" });
  await expect(save).toBeDisabled();
  await page.getByRole("radio", { name: "12", exact: true }).check();
  await save.click();
  await expect(page.locator("#hero-answer")).toBeFocused();
  await expect(page.locator("#hero-answer")).toContainText("Ninguno.");
  await expect(page.locator("#hero-answer")).not.toContainText("visto venir");
  await page.getByRole("radio", { name: "con flush() antes" }).check();
  await expect(page.locator(".hero-d svg rect.cell")).toHaveCount(12);
  await page.reload();
  await expect(page.locator("#hero-answer")).toContainText("Ninguno.");
});

test("what was read is shown at once and is kept by the server", async ({ page }) => {
  await page.goto("/es/");
  await alive(page);
  const first = page.locator(".courselog li").first().getByRole("link");
  await expect(first).not.toHaveClass(/read|done/);
  await first.click();
  await expect(page.locator("main.lesson h1")).toBeVisible();
  const told = page.waitForResponse((answer) => answer.url().endsWith("/api/readings"));
  await page.locator("main .entry").nth(1).scrollIntoViewIfNeeded();
  await page.evaluate(() => document.querySelectorAll("main .entry")[1]?.scrollIntoView());
  expect((await told).status()).toBe(204);
  // Another browser would know it, too: nothing is left of it in this one.
  await page.evaluate(() => localStorage.clear());
  await page.goto("/es/");
  await alive(page);
  await expect(page.getByRole("link", { name: /^Continuar en/ })).toBeVisible();
});

test("search finds a word without its accent, within 50 ms", async ({ page }) => {
  await page.goto("/es/");
  await alive(page);
  await page.getByRole("button", { name: "Buscar" }).click();
  const box = page.getByRole("textbox", { name: "Palabras del curso" });
  await expect(box).toBeFocused();
  await box.fill("particion");
  const hits = page.locator("dialog.search li");
  await expect(hits.first()).toBeVisible();
  const took = await page.evaluate(async () => {
    const box = document.querySelector<HTMLInputElement>("dialog.search input")!;
    const times: number[] = [];
    for (const word of ["offset", "productor", "particion clave", "acks", "grupo"]) {
      const begin = performance.now();
      box.value = word;
      box.dispatchEvent(new Event("input", { bubbles: true }));
      await new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn)));
      times.push(performance.now() - begin);
    }
    return times.sort((a, b) => a - b)[2];
  });
  expect(took, "ms from a word to its passages, drawn").toBeLessThan(50);
  await page.keyboard.press("Escape");
  await expect(page.locator("dialog.search")).toBeHidden();
});

test("without JavaScript a lesson has its text, its way on and its glossary", async ({ browser }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${process.env.BITACORA_URL}/es/`);
  await page.locator(".courselog li").first().getByRole("link").click();
  await expect(page.locator("main.lesson .prose").first()).toBeVisible();
  await page.locator(".pager a").last().click();
  await expect(page.locator("main.lesson h1")).toBeVisible();
  await page.goto(`${process.env.BITACORA_URL}/es/glosario`);
  await expect(page.getByRole("heading", { name: "Glosario" })).toBeVisible();
  await context.close();
});
