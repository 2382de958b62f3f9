// WebKit as GTK has it, by WebDriver: its driver and its smallest browser on a screen that nobody sees.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, globSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { type Installed, PATIENCE_MS, type Visitor } from './visitor.ts';

const AGAIN_MS = 100;
/** The key under which WebDriver hands out an element (W3C WebDriver §11.2). */
const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';

export function findWebkit(): Installed {
  const path = globSync('/usr/lib/*/webkit2gtk-4.*/MiniBrowser')[0];
  const hasDriver = ['WebKitWebDriver', 'xvfb-run', 'xauth'].every((each) => existsSync(`/usr/bin/${each}`));
  if (path !== undefined && hasDriver) return { path };
  return { missing: 'WebKit’s driver is not installed (Debian: webkit2gtk-driver, xvfb, xauth)' };
}

export async function openWebkit(path: string): Promise<Visitor> {
  const port = await findFreePort();
  const driver = spawn('/usr/bin/xvfb-run', ['-a', '/usr/bin/WebKitWebDriver', `--port=${port}`], {
    // a group of its own: xvfb-run would wait for what it started
    detached: true,
    stdio: 'ignore',
    env: { ...process.env, WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1' },
  });
  const end = () => endGroup(driver);
  try {
    const base = `http://127.0.0.1:${port}`;
    await until(async () => (await fetch(`${base}/status`)).ok, 'WebKit’s driver to answer');
    const { sessionId } = (await ask(`${base}/session`, {
      capabilities: {
        alwaysMatch: {
          browserName: 'MiniBrowser',
          'webkitgtk:browserOptions': { binary: path, args: ['--automation'] },
          timeouts: { script: PATIENCE_MS, pageLoad: PATIENCE_MS },
        },
      },
    })) as { sessionId: string };
    return drive(`${base}/session/${sessionId}`, end);
  } catch (error) {
    await end();
    throw error;
  }
}

function drive(session: string, end: () => Promise<void>): Visitor {
  const evaluate = (expression: string) =>
    ask(`${session}/execute/async`, {
      script: `const done = arguments[arguments.length - 1];
        Promise.resolve(${expression}).then(done, (error) => done({ failed: String(error) }));`,
      args: [],
    });
  return {
    open: async (url) => void (await ask(`${session}/url`, { url })),
    evaluate,
    see: (words) =>
      until(
        async () => (await evaluate(`document.body.innerText.includes(${JSON.stringify(words)})`)) === true,
        `the page to show ${JSON.stringify(words)}`,
      ),
    press: (name) =>
      until(
        async () => {
          const value = `//button[normalize-space()=${JSON.stringify(name)} and not(@disabled)]`;
          const found = (await ask(`${session}/element`, { using: 'xpath', value })) as Record<
            string,
            string
          >;
          await ask(`${session}/element/${found[ELEMENT]}/click`, {});
          return true;
        },
        `a button ${JSON.stringify(name)}`,
      ),
    async close() {
      await fetch(session, { method: 'DELETE' }).catch(() => undefined);
      await end();
    },
  };
}

async function ask(url: string, body: object): Promise<unknown> {
  const answer = await fetch(url, { method: 'POST', body: JSON.stringify(body) });
  const { value } = (await answer.json()) as { value: unknown };
  if (!answer.ok) throw new Error(`WebDriver: ${JSON.stringify(value)}`);
  return value;
}

/** What fails is tried again until it has taken too long; then the last failure says why. */
async function until(attempt: () => Promise<boolean>, what: string): Promise<void> {
  const limit = Date.now() + PATIENCE_MS;
  let cause: unknown;
  while (Date.now() < limit) {
    try {
      if (await attempt()) return;
    } catch (error) {
      cause = error;
    }
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
  }
  throw new Error(`waited in vain for ${what}`, { cause });
}

function findFreePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

async function endGroup(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  process.kill(-child.pid, 'SIGKILL');
  await exited;
}
