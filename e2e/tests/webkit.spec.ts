// The three exercises in WebKitGTK, wrong and right. `cargo xtask test e2e` names its WebDriver.
import { test as base, expect } from "@playwright/test";

import { EXERCISES, type Question, type Values, answer, lessonOf } from "./answers.ts";
import { Driver, type Window } from "./webdriver.ts";

const test = base.extend<{ window: Window }, { driver: Driver }>({
  driver: [
    async ({}, use) => {
      const driver = await Driver.start(process.env.BITACORA_WEBKIT_DRIVER!);
      await use(driver);
      await driver.stop();
    },
    { scope: "worker" },
  ],
  window: async ({ driver }, use) => {
    const window = await driver.open();
    await use(window);
    await window.close();
  },
});

for (const exercise of EXERCISES) {
  const at = (kind: "field" | "question", name: string) => `[id="${kind}-${name}:${exercise}"]`;
  const button = `article.exercise[aria-labelledby="title:${exercise}"] button[type="submit"]`;

  test(`${exercise}: the defaults`, async ({ window, baseURL }) => {
    await window.go(baseURL + (await lessonOf(exercise, baseURL!)));
    await expectReady(window, exercise, button);
    await window.click(button);
    await expectVerdict(window, /^no apto/);
  });

  test(`${exercise}: the answer that passes`, async ({ window, baseURL }) => {
    await window.go(baseURL + (await lessonOf(exercise, baseURL!)));
    await expectReady(window, exercise, button);
    const questions = await window.read<Question[]>(
      `(() => { const asked = new XMLHttpRequest(); asked.open("GET", "/api/exercises/${exercise}?lang=es", false); asked.send(); return JSON.parse(asked.responseText).questions; })()`,
    );
    const { fields, prediction } = answer(exercise, questions);
    await fill(window, fields, (name) => at("field", name));
    await fill(window, prediction, (name) => at("question", name));
    await window.click(button);
    await expectVerdict(window, /^apto$/);
    // Each act is drawn, with its records.
    const drawn = await window.read<number>(`document.querySelectorAll("#app .plot svg[role='img'] text").length`);
    expect(drawn).toBeGreaterThan(5);
  });
}

/** Gives each control its value as a learner does. */
async function fill(window: Window, values: Values, control: (name: string) => string): Promise<void> {
  for (const [name, value] of Object.entries(values)) {
    const css = control(name);
    const found = `document.querySelector(${JSON.stringify(css)})`;
    if (Array.isArray(value)) {
      // The boxes of a set stand in one frame, each in its label.
      const labels = `[...${found}.closest("fieldset").querySelectorAll("label")].map((label) => label.textContent.trim())`;
      const choices = await window.read<string[]>(labels);
      for (const one of value) {
        await window.click(`fieldset:has(${css}) label:nth-of-type(${choices.indexOf(one) + 1})`);
      }
    } else if (await window.read<boolean>(`${found}.localName === "select"`)) {
      await window.choose(css, String(value));
    } else {
      await window.type(css, String(value));
    }
  }
}

/** Comes near the exercise, which is when it is loaded, and waits for its button. */
async function expectReady(window: Window, exercise: string, css: string): Promise<void> {
  const ready = () => window.read(`(() => {
    document.querySelector('#app [data-place="${exercise}"]')?.scrollIntoView();
    return document.querySelector(${JSON.stringify(css)})?.disabled;
  })()`);
  await expect.poll(ready).toBe(false);
}

async function expectVerdict(window: Window, word: RegExp): Promise<void> {
  const said = () => window.read<string>(`document.querySelector("#app .result .verdict")?.textContent ?? ""`);
  await expect.poll(said, { timeout: 40_000 }).toMatch(word);
}
