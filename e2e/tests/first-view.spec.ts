// What the first visit of a lesson costs, with nothing cached: bytes on the wire until nothing comes any
// more, fonts included, and no part of the page that moves while WebAssembly takes over.
import { type Browser } from "@playwright/test";

import { expect, started, test } from "./fixtures.ts";

const MOST_BYTES = 400_000;
const OF_EXERCISES = "split_exercise.wasm";

type View = { bytes: number; hasExercise: boolean; shifts: unknown[] };

async function firstView(browser: Browser, path: string): Promise<View> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.addInitScript(() => {
    const shifts: unknown[] = [];
    Object.assign(window, { shifts });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) shifts.push(entry.toJSON());
    }).observe({ type: "layout-shift", buffered: true });
  });
  const devtools = await context.newCDPSession(page);
  await devtools.send("Network.enable");
  let bytes = 0;
  let hasExercise = false;
  page.on("request", (request) => (hasExercise ||= request.url().endsWith(OF_EXERCISES)));
  devtools.on("Network.loadingFinished", ({ encodedDataLength }) => (bytes += encodedDataLength));
  await page.goto(path);
  await started(page);
  await page.waitForLoadState("networkidle");
  const shifts = await page.evaluate(() => Reflect.get(window, "shifts") as unknown[]);
  await context.close();
  return { bytes, hasExercise, shifts };
}

test("the first view of a lesson takes at most 400 kB, and nothing in it moves", async ({ page, browser }) => {
  await page.goto("/es/");
  await started(page);
  const links = page.locator("main a[href*='/lecciones/']");
  const paths = await links.evaluateAll((all) => all.map((link) => link.getAttribute("href")!.split("#")[0]!));
  // Each section has four: the first of each.
  const lessons = [...new Set(paths)].filter((_, place) => place % 4 === 0);
  let measured = 0;
  for (const path of lessons) {
    const { bytes, hasExercise, shifts } = await firstView(browser, path);
    expect.soft(shifts, `what moves in ${path}`).toEqual([]);
    // Where an exercise stands near the top, its code is a part of what is seen.
    if (hasExercise) continue;
    measured += 1;
    // Less than this is no lesson: its code alone takes more.
    expect(bytes, path).toBeGreaterThan(100_000);
    expect.soft(bytes, `bytes of ${path}`).toBeLessThanOrEqual(MOST_BYTES);
  }
  expect(measured).toBeGreaterThan(1);
});
