// The parts of the page whose code is loaded when it is needed: what a first view leaves out, every
// part in every order, and what is said when one does not come.
import { type Browser, type Page } from "@playwright/test";

import { Exercise } from "./exercise.ts";
import { expect, started, test, visited } from "./fixtures.ts";

const LESSON = "/es/lecciones/productores";
const FIRST = "frontend_bg.wasm";

/** The modules that a page asks for, as it asks. */
function modules(page: Page): string[] {
  const asked: string[] = [];
  page.on("request", (request) => {
    const name = new URL(request.url()).pathname.split("/").at(-1)!;
    if (name.endsWith(".wasm")) asked.push(name);
  });
  return asked;
}

/** A page whose console nobody watches: there the browser logs every file that does not come. */
async function unwatched(browser: Browser): Promise<Page> {
  return (await browser.newContext({ reducedMotion: "reduce" })).newPage();
}

test("a first view loads no code of exercises, until the reader comes near one", async ({ page }) => {
  const asked = modules(page);
  await page.goto(LESSON);
  await started(page);
  await page.waitForLoadState("networkidle");
  expect(asked).toEqual([FIRST]);
  await visited(page);
  await expect(new Exercise(page, "es").runButton()).toBeEnabled();
  expect(asked.length).toBeGreaterThan(1);
});

test("the lesson first, then the page of a run", async ({ page }) => {
  const exercise = new Exercise(page, "es");
  await exercise.open();
  const run = await exercise.start();
  await exercise.expectVerdict(run, "not_yet");
  await page.getByText(exercise.words.pastRuns).click();
  // The same page in the other language, also where the router has led here.
  await expect(page.getByRole("link", { name: "English" })).toHaveAttribute("href", /^\/en\/lecciones\/./);
  // The result names the run, too.
  await page.locator(`a[href="/es/ejecuciones/${run}"]`).last().click();
  await expect(page).toHaveURL(`/es/ejecuciones/${run}`);
  await exercise.expectVerdict(run, "not_yet");
});

test("the page of a run first, then its lesson and the course", async ({ page }) => {
  const exercise = new Exercise(page, "es");
  await exercise.open();
  const run = await exercise.start();
  await exercise.expectVerdict(run, "not_yet");

  const asked = modules(page);
  await page.goto(`/es/ejecuciones/${run}`);
  await exercise.expectVerdict(run, "not_yet");
  await page.getByRole("main").getByRole("link", { name: exercise.words.lesson }).click();
  await expect(page.getByRole("heading", { level: 1, name: exercise.words.lesson })).toBeVisible();
  await visited(page);
  await expect(exercise.verdict()).toBeVisible();
  await page.getByRole("navigation").getByRole("link", { name: "Curso", exact: true }).click();
  await expect(page.locator("main.home")).toBeVisible();
  // Each once: what was loaded for one page serves the others.
  expect(asked).toEqual([...new Set(asked)]);
});

test("a part that does not come says so, and comes when it can", async ({ browser }) => {
  const page = await unwatched(browser);
  const isPart = (url: URL) => url.pathname.endsWith(".wasm") && !url.pathname.endsWith(FIRST);
  await page.route(isPart, (route) => route.abort());
  await page.goto(LESSON);
  await started(page);
  await visited(page);
  const notice = page.getByRole("alert");
  await expect(notice).toContainText("No se ha podido cargar esta parte de la página");
  await expect(page.getByRole("button", { name: "Recargar" })).toBeVisible();
  // The text is there all the same.
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Configuración básica");

  await page.unroute(isPart);
  // Nobody presses anything: it is asked for again.
  await expect(new Exercise(page, "es").runButton()).toBeEnabled();
  await expect(notice).toHaveCount(0);
  await page.context().close();
});

test("a page of an older build says so, and a reload keeps what was typed", async ({ page }) => {
  const exercise = new Exercise(page, "es");
  await exercise.open();
  await exercise.field("topic").fill("lo-mio");
  await expect(page.getByText("Hay una versión nueva")).toHaveCount(0);

  await page.route("**/api/runs", async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, headers: { ...answer.headers(), "x-bitacora-build": "other" } });
  });
  await exercise.start();
  await expect(page.getByRole("status").filter({ hasText: "Hay una versión nueva" })).toBeVisible();
  await page.getByRole("button", { name: "Recargar" }).click();
  await expect(page.getByText("Hay una versión nueva")).toHaveCount(0);
  await started(page);
  await visited(page);
  await page.getByRole("button", { name: exercise.words.openForm }).click();
  await expect(exercise.field("topic")).toHaveValue("lo-mio");
});
