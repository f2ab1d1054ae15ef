// Runs of the three exercises, right and wrong, made once for all tests of a worker that look at
// finished runs.
import { type APIRequestContext, type BrowserContextOptions } from "@playwright/test";

import { EXERCISES, type Question, type Values, answer } from "./answers.ts";
import { expect, test as base } from "./fixtures.ts";

/** The learner who has the runs, and their ids. */
export type Performed = {
  learner: BrowserContextOptions["storageState"];
  runs: { name: string; id: string }[];
};

export const test = base.extend<object, { performed: Performed }>({
  performed: [
    async ({ playwright }, use, worker) => {
      const baseURL = worker.project.use.baseURL!;
      const learner = await playwright.request.newContext({ baseURL });
      // With the first answer a guest becomes a learner.
      await learner.get("/es/");
      const runs = await Promise.all(EXERCISES.map((exercise) => both(learner, exercise)));
      await use({ learner: await learner.storageState(), runs: runs.flat() });
      await learner.dispose();
    },
    { scope: "worker", timeout: 120_000 },
  ],
});

/** The defaults without a prediction, then the answer that passes. */
async function both(learner: APIRequestContext, exercise: string): Promise<Performed["runs"]> {
  const wrong = await perform(learner, exercise, { fields: {}, prediction: null }, "not_yet");
  const shown = await learner.get(`/api/exercises/${exercise}?lang=es`);
  const { questions } = (await shown.json()) as { questions: Question[] };
  const right = await perform(learner, exercise, answer(exercise, questions), "passed");
  return [
    { name: `${exercise}, wrong`, id: wrong },
    { name: `${exercise}, right`, id: right },
  ];
}

async function perform(
  learner: APIRequestContext,
  exercise: string,
  given: { fields: Values; prediction: Values | null },
  result: "passed" | "not_yet",
): Promise<string> {
  const created = await learner.post("/api/runs", { data: { exercise, ...given } });
  expect(created.status(), await created.text()).toBe(202);
  const { id } = (await created.json()) as { id: string };
  // The stream ends with the run.
  await learner.get(`/api/runs/${id}/events`, { timeout: 60_000 });
  const run = (await (await learner.get(`/api/runs/${id}`)).json()) as {
    verdict: { result: string } | null;
  };
  expect(run.verdict?.result, `${exercise}: ${JSON.stringify(run.verdict)}`).toBe(result);
  return id;
}
