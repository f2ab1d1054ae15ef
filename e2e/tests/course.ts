// The pages of the course, found by their links as a reader finds them.
import { type Page, expect } from "@playwright/test";

import { alive, visited } from "./fixtures.ts";
import { type Lang } from "./words.ts";

/** Every page that is reached from home by links, but runs, which are a learner's own, and the booklet,
    which is paper: it has no frontend. */
export async function coursePages(page: Page, lang: Lang): Promise<string[]> {
  const found = [`/${lang}/`];
  for (const path of found) {
    const html = await (await page.request.get(path)).text();
    for (const [, link] of html.matchAll(/href="(\/[^"#?]*)/g)) {
      const isPage = link!.startsWith(`/${lang}/`) && !/\/(ejecuciones\/|cuaderno$)/.test(link!);
      if (isPage && !found.includes(link!)) found.push(link!);
    }
  }
  return found;
}

/** Opens a page and waits until it has everything on it, also what it loads when one comes near. */
export async function openWhole(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await alive(page);
  // A place may come after the first visit, with the rest of its lesson.
  const empty = page.locator("#app [data-place]:not(:has(article))");
  await expect(async () => {
    await visited(page);
    expect(await empty.count()).toBe(0);
  }).toPass({ timeout: 20_000 });
  await expect(page.locator("#app [data-is='loading']:visible")).toHaveCount(0);
}

/** Nothing moves any more: what follows a change of the window's size is drawn in the next frames. */
export function drawn(page: Page): Promise<void> {
  return page.evaluate(
    () =>
      new Promise<void>((done) => {
        requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done)));
      }),
  );
}
