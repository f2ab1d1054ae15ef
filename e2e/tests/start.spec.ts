// How a page starts, and what it says when it cannot: without JavaScript, without WebAssembly, on a line
// that is slow, and on one that breaks.
import { type Browser, type Page } from "@playwright/test";

import { expect, started, test } from "./fixtures.ts";

const LESSON = "/es/lecciones/productores";

/** A page whose console nobody watches: there the browser logs every file that does not come. */
async function unwatched(browser: Browser): Promise<Page> {
  return (await browser.newContext({ reducedMotion: "reduce" })).newPage();
}

const preparing = (page: Page) => page.getByText("Preparando el ejercicio…");

test("without WebAssembly the page says what is missing, instead of preparing for ever", async ({ browser }) => {
  for (const [path, waiting] of [
    [LESSON, "Preparando el ejercicio…"],
    ["/es/ejecuciones/1", "Abriendo la ejecución…"],
  ] as const) {
    const page = await unwatched(browser);
    await page.addInitScript(() => Reflect.deleteProperty(globalThis, "WebAssembly"));
    await page.goto(path);
    await expect(page.getByRole("alert").first()).toContainText("el navegador bloquea WebAssembly");
    await expect(page.getByText(waiting)).toBeHidden();
    await expect(page.getByRole("link", { name: "Recargar" }).first()).toBeVisible();
    await page.context().close();
  }
});

test("a file that is gone is said, too", async ({ browser }) => {
  const page = await unwatched(browser);
  await page.route("**/frontend.js", (route) => route.fulfill({ status: 404 }));
  await page.goto(LESSON);
  await expect(page.getByRole("alert").first()).toContainText("falta un archivo");
  await expect(preparing(page)).toBeHidden();
  await page.context().close();
});

test("on a slow line the page says that it takes long", async ({ browser }) => {
  const page = await unwatched(browser);
  await page.clock.install();
  let release = () => {};
  const released = new Promise<void>((done) => (release = done));
  await page.route("**/frontend_bg.wasm", async (route) => {
    await released;
    await route.continue();
  });
  await page.goto(LESSON, { waitUntil: "domcontentloaded" });
  await expect(preparing(page)).toBeVisible();
  await page.clock.fastForward(9_000);
  await expect(page.getByText("Tarda más de lo normal")).toBeVisible();
  await expect(preparing(page)).toBeHidden();
  release();
  await started(page);
  await expect(page.getByText("Tarda más de lo normal")).toHaveCount(0);
  await page.context().close();
});

test("without JavaScript nothing turns, and what is missing is said", async ({ browser }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  for (const [path, sentence] of [
    [LESSON, "El ejercicio necesita JavaScript y WebAssembly."],
    ["/es/ejecuciones/1", "La página de una ejecución necesita JavaScript y WebAssembly."],
  ] as const) {
    await page.goto(path);
    await expect(page.locator("noscript p").filter({ hasText: sentence }).first()).toBeVisible();
    await expect(page.locator('[data-is="loading"]:visible')).toHaveCount(0);
  }
  await context.close();
});

test("what did not come for want of a connection is asked for again by itself", async ({ browser }) => {
  const page = await unwatched(browser);
  await page.route("**/api/lessons/**", (route) => route.abort());
  await page.goto(LESSON);
  const notice = page.getByRole("alert");
  await expect(notice).toContainText("No hay conexión con el servidor");
  // The same failure once more is not said again, and leaves the focus where it is.
  const retry = page.getByRole("button", { name: "Reintentar" });
  await retry.click();
  await expect(retry).toBeFocused();
  await page.unroute("**/api/lessons/**");
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Configuración básica");
  await expect(notice).toHaveCount(0);
  await page.context().close();
});

for (const size of [
  { width: 390, height: 844 },
  { width: 1440, height: 900 },
]) {
  test(`at ${size.width} px nothing moves while the page starts`, async ({ page }) => {
    await page.setViewportSize(size);
    await page.addInitScript(() => {
      const shifts: unknown[] = [];
      Object.assign(window, { shifts });
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) shifts.push(entry.toJSON());
      }).observe({ type: "layout-shift", buffered: true });
    });
    for (const path of ["/es/", LESSON]) {
      await page.goto(path);
      await started(page);
      await page.waitForLoadState("networkidle");
      expect(await page.evaluate(() => Reflect.get(window, "shifts") as unknown[]), path).toEqual([]);
    }
  });
}
