// An installed Firefox on a computer of the cable, without a window, told what to do by Marionette: JSON with its length before it. Only what
// the certificate tests need.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Computer } from './computer.ts';

const PORT = 2828;

export const firefoxPath = ['firefox-esr', 'firefox'].find(
  (name) => spawnSync(name, ['--version']).error === undefined,
);

export interface Firefox {
  /** What the page answers to a script; or by which error Firefox refused to open it. */
  visit(url: string, script: string): Promise<unknown>;
}

/** `rootFile` is trusted as a person would trust it, by the profile; every name leads to `address`. */
export async function openFirefox(computer: Computer, rootFile: string, address: string): Promise<Firefox> {
  const home = join(computer.dir, 'firefox');
  const profile = join(home, 'profile');
  await mkdir(profile, { recursive: true });
  const prefs = { 'network.dns.forceResolve': address, 'app.update.enabled': false };
  await writeFile(
    join(profile, 'user.js'),
    Object.entries(prefs)
      .map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`)
      .join(''),
  );
  execFileSync('certutil', ['-d', `sql:${profile}`, '-N', '--empty-password']);
  execFileSync('certutil', ['-d', `sql:${profile}`, '-A', '-t', 'C,,', '-n', 'covey', '-i', rootFile]);
  const firefox = computer.start(
    firefoxPath ?? '',
    ['--headless', '--marionette', '--no-remote', '--profile', profile],
    { HOME: home },
  );
  await firefox.line((line) => line.includes(`Listening on port ${PORT}`));
  const ask = await connectMarionette(computer);
  await ask('WebDriver:NewSession', {});
  const run = async (script: string) =>
    (
      (await ask('WebDriver:ExecuteAsyncScript', { script: asynchronous(script), args: [] })) as {
        value: unknown;
      }
    ).value;
  return {
    async visit(url, script) {
      try {
        await ask('WebDriver:Navigate', { url });
      } catch (error) {
        if ((error as Error).message !== 'insecure certificate') throw error;
        return await run('document.getFailedCertSecurityInfo().errorCodeString');
      }
      return await run(script);
    },
  };
}

const asynchronous = (script: string) =>
  `const done = arguments[0]; Promise.resolve(${script}).then(done, (error) => done(String(error)));`;

/** Commands one after the other; an error of Firefox's is thrown by its name. */
async function connectMarionette(
  computer: Computer,
): Promise<(command: string, parameters: object) => Promise<unknown>> {
  const socket = await computer.dial({ host: '127.0.0.1', port: PORT });
  const messages = readMessages(socket);
  // It speaks first, and says which version it is.
  await messages.next();
  let last = 0;
  return async (command, parameters) => {
    const order = JSON.stringify([0, ++last, command, parameters]);
    socket.write(`${Buffer.byteLength(order)}:${order}`);
    const { value } = await messages.next();
    if (value === undefined) throw new Error(`Firefox went away during ${command}`);
    const [, , error, result] = value as [1, number, { error: string; message: string } | null, unknown];
    if (error) throw new Error(error.message === '' ? error.error : `${error.error}: ${error.message}`);
    return result;
  };
}

async function* readMessages(socket: AsyncIterable<Buffer>): AsyncGenerator<unknown, undefined> {
  let bytes = Buffer.alloc(0);
  for await (const piece of socket) {
    bytes = Buffer.concat([bytes, piece]);
    for (;;) {
      const colon = bytes.indexOf(':');
      const end = colon + 1 + Number(bytes.subarray(0, Math.max(0, colon)).toString());
      if (colon < 0 || bytes.length < end) break;
      yield JSON.parse(bytes.subarray(colon + 1, end).toString());
      bytes = bytes.subarray(end);
    }
  }
}
