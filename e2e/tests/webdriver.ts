// A browser that is driven by its WebDriver (https://www.w3.org/TR/webdriver1/): the few commands
// that the tests in WebKitGTK give. Playwright drives only its own build of WebKit.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { type Readable } from "node:stream";

import { expect } from "@playwright/test";

/** The name by which WebDriver tells an element from other objects. */
const ELEMENT = "element-6066-11e4-a52e-4f735466cecf";

/** A driver with a screen of its own, since WebKitGTK opens a window. */
export class Driver {
  private constructor(
    private readonly screen: ChildProcess,
    private readonly driver: ChildProcess,
    private readonly address: string,
  ) {}

  static async start(program: string): Promise<Driver> {
    const screen = spawn("Xvfb", ["-displayfd", "3", "-screen", "0", "1440x1000x24", "-nolisten", "tcp"], {
      stdio: ["ignore", "ignore", "ignore", "pipe"],
    });
    const display = await line(screen.stdio[3] as Readable);
    const port = await freePort();
    const driver = spawn(program, [`--port=${port}`, "--host=127.0.0.1"], {
      stdio: "ignore",
      // There is no graphics card to draw with.
      env: { ...process.env, DISPLAY: `:${display}`, GDK_BACKEND: "x11", WEBKIT_DISABLE_DMABUF_RENDERER: "1", LIBGL_ALWAYS_SOFTWARE: "1" },
    });
    const started = new Driver(screen, driver, `http://127.0.0.1:${port}`);
    await started.ready();
    return started;
  }

  /** A new window without cookies. */
  async open(): Promise<Window> {
    const capabilities = { alwaysMatch: { pageLoadStrategy: "normal" } };
    const { sessionId } = (await this.command("POST", "/session", { capabilities })) as { sessionId: string };
    return new Window((method, path, body) => this.command(method, `/session/${sessionId}${path}`, body));
  }

  async stop(): Promise<void> {
    for (const process of [this.driver, this.screen]) {
      if (process.exitCode !== null) continue;
      const gone = once(process, "exit");
      process.kill();
      await gone;
    }
  }

  private async command(method: string, path: string, body?: unknown): Promise<unknown> {
    const answer = await fetch(this.address + path, { method, body: body === undefined ? null : JSON.stringify(body) });
    const { value } = (await answer.json()) as { value: unknown };
    if (!answer.ok) throw new Error(`${method} ${path}: ${JSON.stringify(value)}`);
    return value;
  }

  /** Waits until the driver takes connections. */
  private async ready(): Promise<void> {
    const status = () => fetch(`${this.address}/status`).then(({ ok }) => ok, () => false);
    await expect.poll(status, { message: "the driver answers" }).toBe(true);
  }
}

type Command = (method: string, path: string, body?: unknown) => Promise<unknown>;

export class Window {
  constructor(private readonly command: Command) {}

  async go(url: string): Promise<void> {
    await this.command("POST", "/url", { url });
  }

  /** Evaluates an expression in the page. */
  async read<T>(expression: string): Promise<T> {
    return (await this.command("POST", "/execute/sync", { script: `return ${expression}`, args: [] })) as T;
  }

  async click(css: string): Promise<void> {
    await this.command("POST", `/element/${await this.find(css)}/click`, {});
  }

  /** Takes one of a list's options. */
  async choose(css: string, value: string): Promise<void> {
    // The list is on the page, and its options are only while it is open.
    await this.find(css);
    const option = await this.found(`${css} option[value="${value}"]`);
    await this.command("POST", `/element/${option[ELEMENT]}/click`, {});
  }

  /** Types into a field, in the place of what it holds. */
  async type(css: string, text: string): Promise<void> {
    const field = await this.find(css);
    await this.command("POST", `/element/${field}/clear`, {});
    await this.command("POST", `/element/${field}/value`, { text });
  }

  async close(): Promise<void> {
    await this.command("DELETE", "");
  }

  /** Finds an element and brings it into view, which WebKit's driver does not do for all commands. */
  private async find(css: string): Promise<string> {
    const found = await this.found(css);
    const script = "arguments[0].scrollIntoView({ block: 'center' })";
    await this.command("POST", "/execute/sync", { script, args: [found] });
    return found[ELEMENT]!;
  }

  private async found(css: string): Promise<Record<string, string>> {
    const asked = { using: "css selector", value: css };
    return (await this.command("POST", "/element", asked)) as Record<string, string>;
  }
}

/** The first line that a process writes. */
async function line(stream: Readable): Promise<string> {
  let words = "";
  for await (const chunk of stream) {
    words += String(chunk);
    if (words.includes("\n")) break;
  }
  return words.trim();
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}
