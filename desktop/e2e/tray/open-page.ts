// A window of the tray app in a real Chromium: the built pages served as `app://covey` serves them, and the real preload script over a stand-in for
// the two things of Electron that it uses. What crosses is copied as between processes; bytes go as base64.
import { readFile } from 'node:fs/promises';
import type { BrowserContext, Page } from 'playwright';
import type { DesktopAnswer } from '../../../shared/contract/desktop-bridge.ts';

export interface PageParts {
  context: BrowserContext;
  preload: string;
  role: string;
  /** As `ipcMain` gets it. */
  invoke(name: string, argument: unknown): Promise<DesktopAnswer>;
}

export interface TrayPage {
  page: Page;
  /** As `webContents.send`. */
  tell(event: string, said: unknown): void;
}

/** Not navigated yet. */
export async function openTrayPage({ context, preload, role, invoke }: PageParts): Promise<TrayPage> {
  const page = await context.newPage();
  await page.exposeFunction('coveyInvoke', async (name: string, argument: string) =>
    encode(await invoke(name, decode(argument))),
  );
  await page.addInitScript({
    content: `(${pretendElectron.toString()})(${JSON.stringify({ role, preload: await readFile(preload, 'utf8') })});`,
  });
  return {
    page,
    tell: (event, said) =>
      void page
        .evaluate(([name, text]) => (globalThis as unknown as Told).coveyTold?.(name, text), [
          event,
          encode(said),
        ] as const)
        .catch(() => undefined), // on its way to another page
  };
}

interface Told {
  coveyTold?: (name: string, text: string) => void;
}

const isBytes = (value: unknown): value is { $bytes: string } =>
  typeof value === 'object' && value !== null && '$bytes' in value;

function encode(value: unknown): string {
  // asked of the holder: a Buffer makes itself into something else before the replacer sees it
  return JSON.stringify({ value }, function (this: Record<string, unknown>, key, each: unknown) {
    const held = this[key];
    return held instanceof Uint8Array ? { $bytes: Buffer.from(held).toString('base64') } : each;
  });
}

function decode(text: string): unknown {
  const parsed = JSON.parse(text, (_key, each: unknown) =>
    isBytes(each) ? new Uint8Array(Buffer.from(each.$bytes, 'base64')) : each,
  ) as { value?: unknown };
  return parsed.value;
}

/** Runs in the page before anything else, in the top frame only, as a preload script does. */
function pretendElectron({ role, preload }: { role: string; preload: string }): void {
  if (globalThis.top !== globalThis.self) return;
  const scope = globalThis as unknown as {
    coveyInvoke: (name: string, text: string) => Promise<string>;
    coveyTold: (name: string, text: string) => void;
  };
  const toText = (value: unknown) =>
    JSON.stringify({ value }, (_key, each: unknown) =>
      each instanceof Uint8Array
        ? { $bytes: btoa(Array.from(each, (byte) => String.fromCharCode(byte)).join('')) }
        : each,
    );
  const fromText = (text: string) =>
    (
      JSON.parse(text, (_key, each: unknown) =>
        typeof each === 'object' && each !== null && '$bytes' in each
          ? Uint8Array.from(atob(String(each.$bytes)), (sign) => sign.charCodeAt(0))
          : each,
      ) as { value?: unknown }
    ).value;
  const listeners = new Set<(event: unknown, name: string, said: unknown) => void>();
  scope.coveyTold = (name, text) => {
    for (const hear of listeners) hear({}, name, fromText(text));
  };
  const electron = {
    contextBridge: {
      exposeInMainWorld: (name: string, api: object) =>
        Object.defineProperty(globalThis, name, { value: Object.freeze(api) }),
    },
    ipcRenderer: {
      invoke: async (_channel: string, name: string, argument: unknown) =>
        fromText(await scope.coveyInvoke(name, toText(argument))),
      on: (_channel: string, hear: (event: unknown, name: string, said: unknown) => void) =>
        void listeners.add(hear),
      off: (_channel: string, hear: (event: unknown, name: string, said: unknown) => void) =>
        void listeners.delete(hear),
    },
  };
  const need = (name: string) => {
    if (name === 'electron') return electron;
    throw new Error(`a sandboxed preload script may not require ${name}`);
  };
  const module = { exports: {} };
  // oxlint-disable-next-line typescript/no-implied-eval -- as Electron's sandbox runs a preload script; before the page's policy holds
  new Function('require', 'module', 'exports', 'process', preload)(need, module, module.exports, {
    argv: ['electron', `--covey-role=${role}`],
  });
}
