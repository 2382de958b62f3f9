// Finds a Chromium for the whole-program tests: the one named by COVEY_CHROMIUM, one of the machine's,
// Playwright's own (fetched if need be), or Debian's package where we may install it.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chromium } from 'playwright';

const ofMachine = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'].map(
  (name) => `/usr/bin/${name}`,
);
const macChrome = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';
/** Fetching a browser over a slow line takes minutes; without any line it should not take long to notice. */
const fetchLimitMs = 10 * 60_000;
const connectLimitMs = 15_000;

/** The path of a browser that starts; undefined, with the reason on stderr, when there is none. */
export async function findChromium(): Promise<string | undefined> {
  const named = process.env['COVEY_CHROMIUM'];
  if (named) return named;
  const found = await firstThatStarts([...ofMachine, macChrome, chromium.executablePath()]);
  if (found) return found;

  say('no Chromium here; asking Playwright for one…');
  const env = { ...process.env, PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT: String(connectLimitMs) };
  await run(process.execPath, ['node_modules/playwright/cli.js', 'install', 'chromium'], env, 'ignore');
  const fetched = await firstThatStarts([chromium.executablePath()]);
  if (fetched) return fetched;

  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    say('Playwright has none for this machine; installing the package chromium (apt-get)…');
    const quiet = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const install = ['install', '-qq', '-y', '--no-install-recommends', 'chromium'];
    const installed = await run('apt-get', install, quiet);
    if (!installed && (await run('apt-get', ['update', '-qq'], quiet))) await run('apt-get', install, quiet);
  }
  const installed = await firstThatStarts(ofMachine);
  if (!installed) say('no Chromium could be installed; set COVEY_CHROMIUM to one');
  return installed;
}

async function firstThatStarts(paths: string[]): Promise<string | undefined> {
  for (const path of paths) {
    // A browser whose system libraries are missing is there but does not start.
    if (existsSync(path) && (await run(path, ['--version'], process.env, 'ignore'))) return path;
  }
  return undefined;
}

function run(
  command: string,
  args: string[],
  env: NodeJS.ProcessEnv,
  output: 'ignore' | 2 = 2,
): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { env, stdio: ['ignore', output, output], timeout: fetchLimitMs });
    child.once('error', () => resolve(false));
    child.once('close', (code) => resolve(code === 0));
  });
}

function say(line: string): void {
  process.stderr.write(`covey: ${line}\n`);
}
