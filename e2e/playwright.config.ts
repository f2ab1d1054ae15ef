// The pages in the machine's own browsers. `cargo xtask test e2e` sets the environment: see
// server.ts for what the server needs; BITACORA_CHROMIUM names Chromium. The exercises are done in
// Firefox, too, where BITACORA_FIREFOX names it, and in WebKitGTK, where BITACORA_WEBKIT_DRIVER
// names its WebDriver.
import { defineConfig, type Project } from "@playwright/test";

const WEBKIT = "webkit.spec.ts";

const chromium: Project = {
  name: "chromium",
  testIgnore: WEBKIT,
  use: {
    launchOptions: {
      executablePath: process.env.BITACORA_CHROMIUM ?? "/usr/bin/chromium",
      args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"],
    },
  },
};

const firefox = (executablePath: string): Project => ({
  name: "firefox",
  testMatch: ["productor-basico.spec.ts", "consumidor-basico.spec.ts", "configuracion-avanzada.spec.ts"],
  // The languages differ in words alone.
  grep: /es: /,
  use: {
    // Driven by WebDriver BiDi, as the browser is released; the default is Playwright's own build.
    browserName: "firefox",
    channel: "moz-firefox",
    launchOptions: { executablePath },
    // Taking down the page after each action takes longer there than all actions.
    trace: "off",
  },
});

const webkit: Project = { name: "webkit", testMatch: WEBKIT, use: { trace: "off" } };

const { BITACORA_FIREFOX, BITACORA_WEBKIT_DRIVER } = process.env;

export default defineConfig({
  testDir: "tests",
  outputDir: "results/artifacts",
  globalSetup: "./server.ts",
  // The labs share one broker and one machine: two at a time keep its answers quick.
  workers: 2,
  fullyParallel: true,
  forbidOnly: true,
  // A test that passes the second time has found a defect, here or in the product.
  retries: 0,
  // On a machine that is busy with other things a page takes several times as long.
  timeout: 90_000,
  // A run has to start its processes and to wait for the broker.
  expect: { timeout: 20_000 },
  reporter: [["list"], ["html", { outputFolder: "results/report", open: "never" }]],
  use: {
    baseURL: process.env.BITACORA_URL,
    viewport: { width: 1440, height: 900 },
    contextOptions: { reducedMotion: "reduce" },
    trace: "retain-on-failure",
  },
  projects: [
    chromium,
    ...(BITACORA_FIREFOX ? [firefox(BITACORA_FIREFOX)] : []),
    ...(BITACORA_WEBKIT_DRIVER ? [webkit] : []),
  ],
});
