// The exercise `productor-basico` as a learner handles it: the form, the prediction, the run.
import { type Locator, type Page, expect } from "@playwright/test";

import { alive, visited } from "./fixtures.ts";
import { type Lang, WORDS, type Words } from "./words.ts";

export const EXERCISE = "productor-basico";

/** The fields of the model answer, as their controls take them. */
export const MODEL = { value_serializer: "json", key: "cliente", confirm: "flush" };

/** What `GET /api/runs/{id}` tells, as far as the tests ask. */
export type Run = {
  id: string;
  state: string;
  verdict: null | {
    result: string;
    points: number;
    max_points: number;
    checks: { id: string; result: string; claim: Record<Lang, string> }[];
    sentence?: { act: number; text: Record<Lang, string> };
  };
};

export class Exercise {
  readonly words: Words;

  constructor(
    readonly page: Page,
    readonly lang: Lang,
    /** Where its page has others, too. */
    readonly id?: string,
  ) {
    this.words = WORDS[lang];
  }

  /** Home, then the lesson by its link. */
  async open(): Promise<void> {
    await this.page.goto(`/${this.lang}/`);
    await alive(this.page);
    await this.page.getByRole("main").getByRole("link", { name: this.words.lesson }).first().click();
    await expect(this.page.getByRole("heading", { level: 1, name: this.words.lesson })).toBeVisible();
    await visited(this.page);
    await expect(this.runButton()).toBeEnabled();
  }

  private place(): Page | Locator {
    return this.id === undefined ? this.page : this.page.locator(`article[aria-labelledby="title:${this.id}"]`);
  }

  field(name: string): Locator {
    // A question may name a setting, too.
    return this.place().getByRole("group", { name: this.words.parameters }).getByLabel(name, { exact: true });
  }

  runButton(): Locator {
    return this.place().getByRole("button", { name: this.words.run });
  }

  /** The result where one looks: verdict, points, what happened. */
  verdict(): Locator {
    return this.page.getByRole("region", { name: this.words.verdict });
  }

  /** The criteria one by one, beside the drawing. */
  criteria(): Locator {
    return this.page.getByRole("region", { name: this.words.criteria });
  }

  /** Asks for another attempt with another form. */
  async change(): Promise<void> {
    await this.page.getByRole("button", { name: this.words.change }).click();
    await expect(this.runButton()).toBeEnabled();
  }

  async configure(fields: Record<string, string>): Promise<void> {
    for (const [name, value] of Object.entries(fields)) await this.field(name).selectOption(value);
  }

  /** The control of a question: the acts of a run begin with the same words. */
  question(name: "afterAct1" | "afterAct2" | "watchedPartition"): Locator {
    return this.page.getByRole("spinbutton", { name: this.words[name] });
  }

  /** Answers every question that the form asks now. */
  async predict(records1: number, records2: number, partition?: number): Promise<void> {
    await this.question("afterAct1").fill(String(records1));
    await this.question("afterAct2").fill(String(records2));
    if (partition !== undefined) await this.question("watchedPartition").fill(String(partition));
  }

  /** Presses the button by `press` and returns the id of the run that the server stored. */
  async start(press = () => this.runButton().click()): Promise<string> {
    const answer = this.page.waitForResponse(
      (response) =>
        new URL(response.url()).pathname === "/api/runs" && response.request().method() === "POST",
    );
    await press();
    const created = await answer;
    expect(created.status()).toBe(202);
    return ((await created.json()) as Run).id;
  }

  async stored(run: string): Promise<Run> {
    const answer = await this.page.request.get(`/api/runs/${run}`);
    expect(answer.status()).toBe(200);
    return (await answer.json()) as Run;
  }

  /** Waits for the run's end and compares the card on the screen with the stored verdict. */
  async expectVerdict(run: string, result: "passed" | "not_yet"): Promise<Run> {
    // The card of an earlier run may still be there, so the server is asked first.
    await expect.poll(async () => (await this.stored(run)).state, { timeout: 30_000 }).toBe("done");
    const stored = await this.stored(run);
    const { checks, points, max_points, sentence } = stored.verdict!;
    expect(stored.verdict!.result).toBe(result);

    const bar = this.verdict();
    await expect(bar.getByText(new RegExp(`^${points} .* ${max_points} `)).first()).toBeVisible();
    const word = result === "passed" ? this.words.passed : this.words.notYet;
    await expect(bar.getByText(word).first()).toBeVisible();
    await expect(bar).toContainText(sentence!.text[this.lang].replaceAll("`", ""));
    // A run that was over when the page came is folded.
    const open = bar.getByRole("button", { name: this.words.openRun });
    if (await open.isVisible()) await open.click();
    const criteria = this.criteria().getByRole("listitem");
    for (const check of checks) {
      // Code stands between backticks in a claim, and in an element of its own on the screen.
      const criterion = criteria.filter({ hasText: check.claim[this.lang].replaceAll("`", "") });
      await expect(criterion).toBeVisible();
      if (check.result === "passed") {
        await expect(criterion.getByText(this.words.passed)).toBeVisible();
      } else if (check.result === "not_yet") {
        await expect(criterion.getByText(this.words.notYet).first()).toBeVisible();
      }
    }
    // The drawing has a twin that says the same in rows.
    const table = this.page.getByRole("group", { name: this.words.events });
    expect(await table.getByRole("row").count()).toBeGreaterThan(2);
    return stored;
  }
}
