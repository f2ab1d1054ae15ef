// The server under test, started once before all tests with a data folder of its own, on a free
// port, and stopped after them. With BITACORA_URL set, the server that answers there is used.
import { type ChildProcess, spawn } from "node:child_process";
import { createWriteStream, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const SUITE = fileURLToPath(new URL(".", import.meta.url));

/** Until the server prints its address, Kafka included. */
const START_MS = 90_000;
/** Until it has stopped Kafka and is gone. */
const STOP_MS = 20_000;

export default async function start(): Promise<() => Promise<void>> {
  if (process.env.BITACORA_URL) return async () => {};
  const root = join(SUITE, "..");
  const data = mkdtempSync(join(tmpdir(), "bitacora-e2e-"));
  const program = process.env.BITACORA_SERVER ?? join(root, "target/debug/bitacora");
  const server = spawn(
    program,
    [
      "serve",
      ...["--addr", "127.0.0.1:0"],
      ...["--data", data],
      ...["--assets", process.env.BITACORA_ASSETS ?? join(root, "target/web/dist")],
      ...["--content", process.env.BITACORA_CONTENT ?? join(root, "lessons/content")],
      ...["--broker", process.env.BITACORA_BROKER ?? "auto"],
    ],
    { stdio: ["ignore", "pipe", "pipe"] },
  );
  const stop = async () => {
    await end(server);
    rmSync(data, { recursive: true, force: true });
  };
  try {
    process.env.BITACORA_URL = await address(server);
  } catch (error) {
    await stop();
    throw error;
  }
  return stop;
}

/** The first address that the server prints; all its words go to results/server.log. */
function address(server: ChildProcess): Promise<string> {
  const folder = join(SUITE, "results");
  mkdirSync(folder, { recursive: true });
  const log = createWriteStream(join(folder, "server.log"));
  return new Promise((found, failed) => {
    let words = "";
    const timer = setTimeout(
      () => failed(new Error(`the server printed no address in ${START_MS} ms:\n${words}`)),
      START_MS,
    );
    const read = (chunk: Buffer) => {
      log.write(chunk);
      words = (words + chunk.toString()).slice(-20_000);
      const address = /http:\/\/127\.0\.0\.1:\d+(?=\D)/.exec(words);
      if (address) {
        clearTimeout(timer);
        found(address[0]);
      }
    };
    server.stdout?.on("data", read);
    server.stderr?.on("data", read);
    server.once("error", failed);
    server.once("exit", (code, signal) => {
      clearTimeout(timer);
      failed(new Error(`the server ended at its start (${code ?? signal}):\n${words}`));
    });
  });
}

async function end(server: ChildProcess): Promise<void> {
  if (server.pid === undefined || server.exitCode !== null || server.signalCode !== null) return;
  const gone = new Promise<void>((done) => server.once("exit", () => done()));
  server.kill("SIGINT");
  const timer = setTimeout(() => server.kill("SIGKILL"), STOP_MS);
  await gone;
  clearTimeout(timer);
  if (server.signalCode === "SIGKILL") {
    throw new Error(`the server did not stop in ${STOP_MS} ms; see results/server.log`);
  }
}
