// What every test starts from: a fresh browser context (so a fresh guest learner), an eye on the
// console, axe in both lights, and pictures of pages.
import AxeBuilder from "@axe-core/playwright";
import { type Page, expect, test as base } from "@playwright/test";

export { expect } from "@playwright/test";

export const LIGHTS = ["light", "dark"] as const;

const SIZES = [
  { width: 390, height: 844 },
  { width: 1440, height: 900 },
];

type Fixtures = {
  /** Fails the test when the page throws, logs an error or breaks its security policy. */
  quiet: void;
  /** No violation of WCAG 2.2 A and AA, nor of axe's good practice, in light and in dark. */
  accessible: () => Promise<void>;
  /** Keeps pictures of the whole page in results/screens, at two sizes and in both lights. */
  pictures: (name: string) => Promise<void>;
};

export const test = base.extend<Fixtures>({
  quiet: [
    async ({ page }, use) => {
      const faults: string[] = [];
      page.on("pageerror", (error) => faults.push(error.message));
      page.on("console", (message) => {
        if (message.type() === "error") faults.push(message.text());
      });
      await use();
      // A part whose page is left while it loads is broken off, and the browser says so.
      const own = faults.filter((fault) => !fault.includes("Response body loading was aborted"));
      expect(own, "errors of the page").toEqual([]);
    },
    { auto: true },
  ],
  accessible: async ({ page, browserName }, use) => {
    await use(async () => {
      // What axe finds does not depend on the browser, and Firefox's WebDriver has no other light.
      if (browserName !== "chromium") return;
      for (const colorScheme of LIGHTS) {
        await page.emulateMedia({ colorScheme });
        const { violations } = await new AxeBuilder({ page })
          .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"])
          .analyze();
        const found = violations.map(({ id, help, nodes }) => ({
          id,
          help,
          where: nodes.map(({ target, failureSummary }) => `${target}: ${failureSummary}`),
        }));
        expect(found, `axe, ${colorScheme}, ${page.url()}`).toEqual([]);
      }
    });
  },
  pictures: async ({ page, browserName }, use) => {
    await use(async (name) => {
      if (browserName !== "chromium") return;
      for (const size of SIZES) {
        await page.setViewportSize(size);
        for (const colorScheme of LIGHTS) {
          await page.emulateMedia({ colorScheme });
          const path = `results/screens/${name}-${size.width}x${size.height}-${colorScheme}.png`;
          await page.screenshot({ path, fullPage: true });
        }
      }
    });
  },
});

/** The page is alive, and as complete as for a reader who has scrolled through it. */
export async function alive(page: Page): Promise<void> {
  await started(page);
  await visited(page);
}

/** The compiled frontend has taken over what the server sent. */
export async function started(page: Page): Promise<void> {
  // The theme button is drawn by the frontend alone.
  await expect(page.getByRole("button", { name: /tema|theme/i })).toBeVisible();
}

/** Comes near every exercise, which is when its code and its data are loaded, and goes back up. */
export async function visited(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const frame = () => new Promise(requestAnimationFrame);
    for (const place of document.querySelectorAll("[data-place]")) {
      place.scrollIntoView();
      // The observer reports after the next one.
      await frame();
      await frame();
    }
    window.scrollTo(0, 0);
  });
}
