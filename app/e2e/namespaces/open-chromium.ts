// Chromium on a computer of the cable, driven from outside it: a wrapper enters the namespace, and Playwright talks through inherited pipes.
// What it trusts is in a HOME of its own.
import { execFileSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright';
import { chromiumPath } from '../open-app.ts';
import type { Computer } from './computer.ts';

interface Wish {
  /** The name of its HOME. */
  name: string;
  /** A root that a person made it trust. */
  rootFile?: string;
  /** Which names lead where: `MAP a.local 192.168.77.1`. */
  rules: string[];
}

export async function openChromium(computer: Computer, { name, rootFile, rules }: Wish): Promise<Browser> {
  const home = join(computer.dir, name);
  await mkdir(home, { recursive: true });
  if (rootFile !== undefined) {
    const database = join(home, '.pki/nssdb');
    await mkdir(database, { recursive: true });
    execFileSync('certutil', ['-d', `sql:${database}`, '-N', '--empty-password']);
    execFileSync('certutil', ['-d', `sql:${database}`, '-A', '-t', 'C,,', '-n', 'covey', '-i', rootFile]);
  }
  const wrapper = join(computer.dir, `${name}.sh`);
  const script = `#!/bin/sh\nexec ip netns exec ${computer.namespace} '${chromiumPath ?? ''}' "$@"\n`;
  await writeFile(wrapper, script, { mode: 0o755 });
  return await chromium.launch({
    executablePath: wrapper,
    args: [
      '--no-sandbox',
      '--use-fake-device-for-media-stream',
      '--use-fake-ui-for-media-stream',
      `--host-resolver-rules=${rules.join(', ')}`,
    ],
    env: { ...process.env, HOME: home },
    timeout: 120_000,
  });
}
