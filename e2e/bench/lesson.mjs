// When the first lesson can be read, and when its exercise can be used, in a Chromium whose
// processor is slowed to a quarter. Each visit is a first one: nothing is cached. Prints a line
// for each median: name, milliseconds. `cargo xtask bench` starts it with the server's address.
import { chromium } from "@playwright/test";

const VISITS = 7;
const SLOWER = 4;

const [address] = process.argv.slice(2);
const browser = await chromium.launch({
  executablePath: process.env.BITACORA_CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
});

async function firstLesson() {
  const page = await browser.newPage();
  await page.goto(`${address}/es/`);
  const path = await page.locator("a[href*='/lecciones/']").first().getAttribute("href");
  await page.close();
  return path;
}

/** Milliseconds from the navigation to the first paint of prose, and to a button that works. */
async function visit(path) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: SLOWER });
  await page.goto(address + path, { waitUntil: "commit" });
  const interactive = await page.waitForFunction(
    () => document.querySelector(".exercise button.main:not(:disabled)") && performance.now(),
    undefined,
    { timeout: 60_000, polling: "raf" },
  );
  const readable = await page.evaluate(
    () => performance.getEntriesByName("first-contentful-paint")[0].startTime,
  );
  const times = { readable, interactive: await interactive.jsonValue() };
  await context.close();
  return times;
}

const median = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];

try {
  const path = await firstLesson();
  const visits = [];
  for (let number = 0; number < VISITS; number += 1) visits.push(await visit(path));
  console.log("lesson_readable_ms", median(visits.map(({ readable }) => readable)));
  console.log("lesson_interactive_ms", median(visits.map(({ interactive }) => interactive)));
} finally {
  await browser.close();
}
