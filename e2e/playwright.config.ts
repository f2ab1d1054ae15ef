// The pages in the machine's own Chromium. `cargo xtask test e2e` sets the environment: see
// server.ts for what the server needs; BITACORA_CHROMIUM names the browser.
import { defineConfig } from "@playwright/test";

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
  timeout: 60_000,
  // A run has to start its processes and to wait for the broker.
  expect: { timeout: 20_000 },
  reporter: [["list"], ["html", { outputFolder: "results/report", open: "never" }]],
  use: {
    baseURL: process.env.BITACORA_URL,
    viewport: { width: 1440, height: 900 },
    contextOptions: { reducedMotion: "reduce" },
    trace: "retain-on-failure",
    launchOptions: {
      executablePath: process.env.BITACORA_CHROMIUM ?? "/usr/bin/chromium",
      args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"],
    },
  },
});
