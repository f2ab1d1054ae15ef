// A first visit of the first lesson, with nothing cached: what it downloads before anything is done, and,
// in a Chromium whose processor is slowed to a quarter, when it can be read and when its exercise can be
// used by somebody who goes there at once. Prints a line for each number: name, value, unit; times are
// medians. `cargo xtask bench` starts it with the server's address.
import { chromium } from "@playwright/test";

const VISITS = 7;
const SLOWER = 4;
/** After the last answer, until a page counts as loaded. */
const QUIET_MS = 2000;

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

/** Bytes on the wire until nothing comes any more, of all files and of WebAssembly, and how far the page
    shifted. */
async function downloads(path) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  await page.addInitScript(() => {
    window.shift = 0;
    new PerformanceObserver((list) => {
      for (const { value } of list.getEntries()) window.shift += value;
    }).observe({ type: "layout-shift", buffered: true });
  });
  const devtools = await context.newCDPSession(page);
  await devtools.send("Network.enable");
  const urls = new Map();
  const bytes = { all: 0, wasm: 0 };
  let last = Date.now();
  devtools.on("Network.responseReceived", ({ requestId, response }) => urls.set(requestId, response.url));
  devtools.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    last = Date.now();
    bytes.all += encodedDataLength;
    if (urls.get(requestId)?.endsWith(".wasm")) bytes.wasm += encodedDataLength;
  });
  await page.goto(address + path);
  await page.waitForSelector("#app:not([hidden]) main");
  while (Date.now() - last < QUIET_MS) await page.waitForTimeout(100);
  const shift = await page.evaluate(() => window.shift);
  await context.close();
  return { ...bytes, shift };
}

/** Milliseconds from the navigation to the first paint of prose, and to a button that works. */
async function visit(path) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: SLOWER });
  await page.goto(address + path, { waitUntil: "commit" });
  const interactive = await page.waitForFunction(
    () => {
      document.querySelector("[data-place]")?.scrollIntoView();
      return document.querySelector(".exercise button.main:not(:disabled)") && performance.now();
    },
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
  const { all, wasm, shift } = await downloads(path);
  console.log("first_view_kb", all / 1000, "kB");
  console.log("first_view_wasm_kb", wasm / 1000, "kB");
  console.log("first_view_cls", shift, "");
  const visits = [];
  for (let number = 0; number < VISITS; number += 1) visits.push(await visit(path));
  console.log("lesson_readable_ms", median(visits.map(({ readable }) => readable)), "ms");
  console.log("lesson_interactive_ms", median(visits.map(({ interactive }) => interactive)), "ms");
} finally {
  await browser.close();
}
