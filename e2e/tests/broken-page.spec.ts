// A page that is broken on purpose, in each way that the looks at all pages are there for: each finds
// its fault, and none finds one before.
import { type Page } from "@playwright/test";

import { contrastFaults } from "./contrast.ts";
import { drawn, openWhole } from "./course.ts";
import { expect, test } from "./fixtures.ts";
import { strangers } from "./fonts.ts";
import { layoutFaults } from "./layout.ts";
import { faultsOnPaper } from "./paper.ts";
import { pressAll } from "./presses.ts";

test.use({ viewport: { width: 390, height: 844 } });

/** Puts HTML at the end of the page, and styles of its own for it. */
async function spoil(page: Page, html: string, css = ""): Promise<void> {
  await page.evaluate(
    ([html, css]) => {
      document.querySelector("#spoilt")?.remove();
      const spoilt = document.createElement("div");
      spoilt.id = "spoilt";
      spoilt.innerHTML = html!;
      document.querySelector("#app main")!.append(spoilt);
      const styles = new CSSStyleSheet();
      styles.replaceSync(css!);
      document.adoptedStyleSheets = [...document.adoptedStyleSheets, styles];
    },
    [html, css],
  );
  await drawn(page);
}

const LAYOUT: [fault: RegExp, html: string, css: string][] = [
  [/^the page scrolls sideways/, `<p class="s1">wide</p>`, ".s1 { width: 500px; }"],
  [/^scrolls sideways and no edge shows it/, `<div class="s2" tabindex="0" aria-label="s"><p>wide</p></div>`, ".s2 { overflow: auto; } .s2 p { width: 500px; }"],
  [/^scrolls, and no key reaches it/, `<div class="s2"><p>wide</p></div>`, ""],
  [/^scrolls, and has no name/, `<div class="s2" tabindex="0"><p>wide</p></div>`, ""],
  [/^takes a tab stop and does not scroll/, `<div class="s3" tabindex="0"><p>short</p></div>`, ".s3 { overflow: auto; }"],
  [/^is cut off/, `<div class="s4"><p>wide</p></div>`, ".s4 { overflow: hidden; } .s4 p { width: 500px; }"],
  [/^stands outside div.s5/, `<div class="s5"><p>verylongword</p></div>`, ".s5 { width: 20px; background: #888; overflow-wrap: normal; }"],
  [/^texts overlap: “one” and “two”/, `<figure><svg viewBox="0 0 100 30" width="100"><text x="5" y="15">one</text><text x="9" y="17">two</text></svg></figure>`, ""],
  [/^a text leaves its drawing: “out”/, `<figure><svg viewBox="0 0 100 30" width="100"><text x="90" y="15">out</text></svg></figure>`, ""],
  [/^texts smaller than 8 px/, `<figure><svg viewBox="0 0 100 30" width="50"><text x="5" y="15">tiny</text></svg></figure>`, ""],
  [/^two elements have the id twice/, `<p id="twice">a</p><p id="twice">b</p>`, ""],
];

test("each fault of a layout is seen", async ({ page }) => {
  await openWhole(page, "/es/glosario");
  expect(await page.evaluate(layoutFaults, 16)).toEqual([]);
  for (const [fault, html, css] of LAYOUT) {
    await spoil(page, html, css);
    const found = (await page.evaluate(layoutFaults, 16)).map(([sentence]) => sentence);
    expect(found).toContainEqual(expect.stringMatching(fault));
  }
});

test("a state that cannot be read, a strange font, a lost focus and a printed control are seen", async ({ page }) => {
  await openWhole(page, "/es/glosario");
  expect(await faultsOnPaper(page, async () => [])).toEqual([]);
  await spoil(page, `<button class="button">Press</button>`);
  expect(await faultsOnPaper(page, async () => [])).toEqual([]);
  await spoil(page, `<button>Press</button><div class="p1"><p>wide</p></div>`, ".p1 { overflow: auto; } .p1 p { width: 900px; }");
  const paper = await faultsOnPaper(page, async () => ["asked for"]);
  expect(paper).toContainEqual(expect.stringContaining("is printed"));
  expect(paper).toContainEqual(expect.stringContaining("p1 is cut off"));
  expect(paper).toContain("asked for");

  expect(await strangers(page)).toEqual([]);
  await spoil(page, `<p>A text with Ж in it</p>`);
  expect(await strangers(page)).toContainEqual(expect.stringContaining("Ж in “A text with Ж in it”"));

  await spoil(page, `<button class="gone">Gone</button>`);
  await page.evaluate(() => {
    const gone = document.querySelector<HTMLElement>(".gone")!;
    gone.addEventListener("click", () => gone.remove());
  });
  expect(await pressAll(page, {})).toEqual(["no focus after button “Gone”"]);

  expect(await contrastFaults(page)).toEqual([]);
  await spoil(
    page,
    `<button class="button pale">Pale</button>`,
    ".pale:hover { color: #999; } .pale:disabled { color: #bbb; } .pale:focus-visible { outline: none; }",
  );
  // The sheets are rewritten once.
  await page.evaluate(() => delete document.documentElement.dataset.testStates);
  const faint = (await contrastFaults(page)).map((fault) => fault.split(":")[0]);
  expect(new Set(faint)).toEqual(new Set(["hover", "pressed", "disabled", "disabled and hover", "focus"]));
});
