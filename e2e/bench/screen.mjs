// How soon a confirmed record is on the screen, alone and while twenty labs run, and how long the page is busy
// at a stretch while 200,000 records stream. Prints a line for each number: name, value, unit.
// `cargo xtask bench` starts it with the server's address.
import { createServer, request } from "node:http";
import { chromium } from "@playwright/test";

const LABS = 20;
const VISITS = 8;
const LESSON = "/es/lecciones/configuracion-basica";
const EXERCISE = "productor-basico";
const MODEL = { value_serializer: "json", key: "cliente", confirm: "flush" };

const RECORDS = 200_000;
const PER_MESSAGE = 1000;
/** As often as the server sends at most. */
const EVERY_MS = 50;
const PARTITIONS = 3;

const [address] = process.argv.slice(2);
const browser = await chromium.launch({
  executablePath: process.env.BITACORA_CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
});

const at = (values, share) => values[Math.min(values.length - 1, Math.floor(values.length * share))];

async function json(path, options) {
  const answer = await fetch(address + path, options);
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return { body: await answer.json(), cookie: answer.headers.getSetCookie()[0]?.split(";")[0] };
}

/** A learner who runs again and again until `work.over`. */
async function keepRunning(work) {
  const { cookie } = await json("/api/session");
  const headers = { cookie, "content-type": "application/json" };
  const body = JSON.stringify({ exercise: EXERCISE, fields: MODEL, prediction: null });
  while (!work.over) {
    const { body: run } = await json("/api/runs", { method: "POST", headers, body });
    const events = await fetch(`${address}/api/runs/${run.id}/events`, { headers: { cookie } });
    // The stream ends with the run.
    for await (const _ of events.body);
  }
}

/** Notes when the counts of confirmed records change on the screen. */
function watchCounts() {
  window.painted = [];
  const now = () => performance.timeOrigin + performance.now();
  const seen = new Map();
  new MutationObserver(() => {
    document.querySelectorAll("section.act").forEach((act) => {
      const number = Number(/^act-(\d+)/.exec(act.id)[1]);
      const count = Number(/confirmados\s*(\d+)/.exec(act.textContent)?.[1] ?? 0);
      if (count <= (seen.get(number) ?? 0)) return;
      seen.set(number, count);
      // Painted by the end of the frame that this change is in.
      requestAnimationFrame(() => setTimeout(() => window.painted.push([number, count, now()])));
    });
  }).observe(document, { subtree: true, childList: true, characterData: true });
}

/** Milliseconds from stored to painted, of every confirmed record of one run. */
async function latencies(path) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  await page.addInitScript(watchCounts);
  await page.goto(address + path);
  // Near the exercise its code is loaded.
  await page.locator("[data-place]").first().scrollIntoViewIfNeeded();
  for (const [field, value] of Object.entries(MODEL)) {
    await page.locator(`.exercise [id^="field-${field}:"]`).selectOption(value);
  }
  const created = page.waitForResponse((answer) => answer.request().method() === "POST");
  await page.locator(".exercise button.main").click();
  const { id } = await (await created).json();
  const stream = await context.request.get(`${address}/api/runs/${id}/events`, { timeout: 120_000 });
  const lines = (await stream.text()).split("\n").filter((line) => line.startsWith("data:"));
  const events = lines.flatMap((line) => JSON.parse(line.slice("data:".length)));
  const accepted = (await (await context.request.get(`${address}/api/runs/${id}`)).json()).created_ms;
  await page.waitForFunction(() => document.querySelector(".verdict"), undefined, { timeout: 60_000 });
  const painted = await page.evaluate(() => window.painted);
  await context.close();
  const counts = new Map();
  return events.filter(({ kind }) => kind === "acknowledged").flatMap(({ act, at_ms, records }) => {
    const length = records.order.reduce((sum, step) => sum + (Array.isArray(step) ? step[1] : 1), 0);
    const count = (counts.get(act) ?? 0) + length;
    counts.set(act, count);
    // An act that is over before the page has painted it gives its place to the next one.
    if (!painted.some(([of]) => of === act)) return [];
    const shown = painted.find(([of, painted]) => of === act && painted >= count);
    if (!shown) throw new Error(`act ${act}: ${count} confirmed records were never shown`);
    return Array(length).fill(shown[2] - (accepted + at_ms));
  });
}

/** A column as the server writes it: differences, and a repeated one with how often it comes. */
function column(numbers) {
  const steps = [];
  numbers.forEach((number, index) => {
    const difference = number - (numbers[index - 1] ?? 0);
    const last = steps.at(-1);
    if (last?.[0] === difference) last[1] += 1;
    else steps.push([difference, 1]);
  });
  return steps;
}

/** A run of 200,000 records, message by message. */
function* messages() {
  let seq = 0;
  const event = (kind) => ({ seq: ++seq, at_ms: seq, ...kind });
  const act = 1;
  const message = (events) => `id: ${seq}\ndata: ${JSON.stringify(events)}\n\n`;
  yield message([
    event({ kind: "started", broker: { kind: "local", label: "Apache Kafka" } }),
    event({ kind: "topic_created", act, topic: "pedidos", partitions: PARTITIONS }),
    event({
      kind: "act_started",
      act,
      cast: [{ name: "productor", kind: "producer", topics: [0] }],
      topics: [{ name: "pedidos", visible_name: "pedidos", partitions: PARTITIONS }],
    }),
  ]);
  for (let first = 0; first < RECORDS; first += PER_MESSAGE) {
    const orders = Array.from({ length: PER_MESSAGE }, (_, index) => first + index);
    const at_us = (order) => order * ((EVERY_MS * 1000) / PER_MESSAGE);
    const key = (order) => `cliente-${order % 7}`;
    const sent = { order: column(orders), key: orders.map(key), at_us: column(orders.map(at_us)) };
    const acknowledged = {
      order: column(orders),
      partition: column(orders.map((order) => order % PARTITIONS)),
      offset: column(orders.map((order) => Math.floor(order / PARTITIONS))),
      at_us: column(orders.map((order) => at_us(order) + 900)),
    };
    yield message([
      event({ kind: "sent", act, records: sent }),
      event({ kind: "acknowledged", act, records: acknowledged }),
    ]);
  }
  // A crowd is drawn when it has grown by a share of itself, or when something else happens.
  const exit = { type: "code", value: 0 };
  yield message([event({ kind: "process_ended", act, exit, unconfirmed: 0, requests: 1 })]);
}

/** The server, except that the events of one run are those above. */
function withCrowd(run) {
  const path = `/api/runs/${run}/events`;
  return createServer((incoming, answer) => {
    if (incoming.url.startsWith(path)) {
      answer.writeHead(200, { "content-type": "text/event-stream" });
      const all = messages();
      const timer = setInterval(() => {
        const { value, done } = all.next();
        if (done) clearInterval(timer);
        else answer.write(value);
      }, EVERY_MS);
      return answer.on("close", () => clearInterval(timer));
    }
    const { method, headers } = incoming;
    const forwarded = request(address + incoming.url, { method, headers }, (found) => {
      answer.writeHead(found.statusCode, found.headers);
      found.pipe(answer);
    });
    incoming.pipe(forwarded);
  });
}

/** The longest task of the page's main thread, from the first record to the last. */
async function longestTask() {
  const { cookie } = await json("/api/session");
  const headers = { cookie, "content-type": "application/json" };
  const body = JSON.stringify({ exercise: EXERCISE, fields: MODEL, prediction: null });
  const { body: run } = await json("/api/runs", { method: "POST", headers, body });
  const crowd = withCrowd(run.id);
  await new Promise((ready) => crowd.listen(0, "127.0.0.1", ready));
  const base = `http://127.0.0.1:${crowd.address().port}`;
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const [name, value] = cookie.split("=");
  await context.addCookies([{ name, value, url: base }]);
  const page = await context.newPage();
  await page.goto(`${base}/es/ejecuciones/${run.id}`);
  const confirmed = (least) =>
    page.waitForFunction(
      (least) => Number((/confirmados([\d\s.]+)/.exec(document.body.textContent)?.[1] ?? "0").replace(/\D/g, "")) >= least,
      least,
      { timeout: 120_000, polling: 500 },
    );
  await confirmed(1);
  await browser.startTracing(page, { categories: ["toplevel"] });
  await confirmed(RECORDS);
  const { traceEvents } = JSON.parse(String(await browser.stopTracing()));
  const isMain = ({ name, args }) => name === "thread_name" && args.name === "CrRendererMain";
  const main = new Set(traceEvents.filter(isMain).map(({ pid, tid }) => `${pid} ${tid}`));
  const tasks = traceEvents.filter(
    ({ name, pid, tid }) => name.endsWith("RunTask") && main.has(`${pid} ${tid}`),
  );
  if (!tasks.length) throw new Error("the trace has no tasks of the page");
  // Of the processor's time: what else runs on this machine is no work of the page.
  const longest = tasks.reduce((most, { tdur, dur }) => Math.max(most, tdur ?? dur ?? 0), 0) / 1000;
  await context.close();
  crowd.closeAllConnections();
  crowd.close();
  return longest;
}

/** Prints how soon the confirmed records of several runs, one after the other, are on the screen. */
async function eventToDom(name) {
  const all = [];
  for (let visit = 0; visit < VISITS; visit += 1) all.push(...(await latencies(LESSON)));
  if (!all.length) throw new Error("no act was ever painted");
  all.sort((a, b) => a - b);
  console.log(`event_to_dom_${name}_p50_ms`, at(all, 0.5), "ms");
  console.log(`event_to_dom_${name}_p99_ms`, at(all, 0.99), "ms");
}

try {
  console.log("longest_task_ms", await longestTask(), "ms");
  await eventToDom("alone");
  const work = { over: false };
  const labs = Array.from({ length: LABS }, () => keepRunning(work));
  await eventToDom("with_twenty");
  work.over = true;
  await Promise.all(labs);
} finally {
  await browser.close();
}
