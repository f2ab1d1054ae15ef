// What every test starts from: a fresh browser context (so a fresh guest learner), an eye on the
// console, axe in both lights, and pictures of pages.
import AxeBuilder from "@axe-core/playwright";
import { type Page, expect, test as base } from "@playwright/test";

export { expect } from "@playwright/test";

/** Leads to no page. */
export const MISSING = "no-hay";

export const LIGHTS = ["light", "dark"] as const;

const PICTURES = [
  { width: 390, height: 844, colorScheme: "dark" },
  { width: 1440, height: 900, colorScheme: "light" },
] as const;

type Fixtures = {
  /** Fails the test when the page throws, logs an error or breaks its security policy. */
  quiet: void;
  /**
   * No violation of WCAG 2.2 A and AA, nor of axe's good practice, in light and in dark, on the page
   * or in a part of it; or of the rules with some other tags alone, in light.
   */
  accessible: (part?: string, tags?: string[]) => Promise<void>;
  /** Keeps pictures of the whole page in results/screens: a light one as wide as a desk, a dark one on a phone. */
  pictures: (name: string) => Promise<void>;
};

export const test = base.extend<Fixtures>({
  quiet: [
    async ({ page }, use) => {
      const faults: string[] = [];
      page.on("pageerror", (error) => faults.push(error.message));
      page.on("console", (message) => {
        const isMissing = message.location().url.endsWith(`/${MISSING}`);
        if (message.type() === "error" && !isMissing) faults.push(message.text());
      });
      await use();
      // A part whose page is left while it loads is broken off, and the browser says so.
      const own = faults.filter((fault) => !fault.includes("Response body loading was aborted"));
      expect(own, "errors of the page").toEqual([]);
    },
    { auto: true },
  ],
  accessible: async ({ page, browserName }, use) => {
    await use(async (part = "html", tags) => {
      // What axe finds does not depend on the browser, and Firefox's WebDriver has no other light.
      if (browserName !== "chromium") return;
      const axe = () => new AxeBuilder({ page }).include(part).options({ resultTypes: ["violations"] });
      const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
      await page.emulateMedia({ colorScheme: "light" });
      await expectNone(page, axe().withTags(tags ?? rules), "light");
      if (tags) return;
      // The other rules do not ask for colours.
      await page.emulateMedia({ colorScheme: "dark" });
      await expectNone(page, axe().withRules(["color-contrast"]), "dark");
      await page.emulateMedia({ colorScheme: "light" });
    });
  },
  pictures: async ({ page, browserName }, use) => {
    await use(async (name) => {
      if (browserName !== "chromium") return;
      for (const { width, height, colorScheme } of PICTURES) {
        await page.setViewportSize({ width, height });
        await page.emulateMedia({ colorScheme });
        await page.screenshot({ path: `results/screens/${name}-${width}-${colorScheme}.png`, fullPage: true });
      }
    });
  },
});

async function expectNone(page: Page, axe: AxeBuilder, light: string): Promise<void> {
  const { violations } = await axe.analyze();
  const found = violations.map(({ id, help, nodes }) => ({
    id,
    help,
    where: nodes.map(({ target, failureSummary }) => `${target}: ${failureSummary}`),
  }));
  expect(found, `axe, ${light}, ${page.url()}`).toEqual([]);
}

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
