// For tests: a program in the place of `cloudflared`. It prints what that prints, where that prints it, and really leads to the target: a local
// port stands for the public address, and what comes in there goes on with the public name and the headers that Cloudflare's edge adds.
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeDirectory } from './make-directory.ts';

export interface FakePlan {
  /** What each process does in turn; the last goes on for good. `open`: an address; `exit`: ends with code 1; `silent`: prints no address. */
  runs: ('open' | 'exit' | 'silent' | 'die')[];
  /** Milliseconds until the address is printed. */
  afterMs?: number;
}

export interface FakeCloudflared {
  program: string;
  /** Where the plan and what happened are kept: `calls` has a line for each process, `env-<n>` the
   *  environment of the nth as JSON, `port-<n>` its port. */
  dir: string;
}

export const hostOf = (run: number) => `fake-words-${run}.trycloudflare.com`;

export async function makeFakeCloudflared(plan: FakePlan): Promise<FakeCloudflared> {
  const dir = await makeDirectory();
  const program = join(dir, 'cloudflared');
  await writeFile(join(dir, 'plan.json'), JSON.stringify(plan));
  await writeFile(program, `#!${process.execPath}\n${SCRIPT}`);
  await chmod(program, 0o755);
  return { program, dir };
}

const SCRIPT = String.raw`
const { appendFileSync, readFileSync, writeFileSync } = require('node:fs');
const { createServer, request } = require('node:http');
const { connect } = require('node:net');
const { join } = require('node:path');
const plan = JSON.parse(readFileSync(join(__dirname, 'plan.json'), 'utf8'));
appendFileSync(join(__dirname, 'calls'), process.argv.slice(2).join(' ') + '\n');
const run = readFileSync(join(__dirname, 'calls'), 'utf8').trim().split('\n').length;
writeFileSync(join(__dirname, 'env-' + run), JSON.stringify(process.env));
const kind = plan.runs[Math.min(run, plan.runs.length) - 1];
const host = 'fake-words-' + run + '.trycloudflare.com';
const target = new URL(process.argv[process.argv.indexOf('--url') + 1]);
const say = (text) => process.stderr.write('2026-11-21T14:06:49Z ' + text + '\n');
say('INF Thank you for trying Cloudflare Tunnel. Doing so, without a Cloudflare account, is a quick way to experiment and try it out.');
say('INF Requesting new quick Tunnel on trycloudflare.com...');
process.stderr.write(Buffer.from([0xff, 0xfe, 0x1b, 0x5b, 0x32, 0x4a, 0x0a]));
const edge = (headers, socket) => ({ ...headers, host, 'x-forwarded-proto': 'https',
  'x-forwarded-for': [headers['x-forwarded-for'], '203.0.113.9'].filter(Boolean).join(',') });
if (kind === 'exit') {
  process.stderr.write('failed to request quick Tunnel: Post "https://api.trycloudflare.com/tunnel": dial tcp: no such host\n');
  process.exitCode = 1;
} else if (kind === 'silent') {
  setInterval(() => {}, 1000);
} else {
  const server = createServer((asked, answer) => {
    const onward = request({ host: target.hostname, port: target.port, method: asked.method, path: asked.url, headers: edge(asked.headers) }, (got) => {
      answer.writeHead(got.statusCode, got.headers);
      got.pipe(answer);
    });
    onward.on('error', () => answer.destroy());
    asked.pipe(onward);
  });
  server.on('upgrade', (asked, socket, head) => {
    const onward = connect(target.port, target.hostname, () => {
      const lines = Object.entries(edge(asked.headers)).map(([name, value]) => name + ': ' + value);
      onward.write([asked.method + ' ' + asked.url + ' HTTP/1.1', ...lines, '', ''].join('\r\n'));
      onward.write(head);
      onward.pipe(socket).pipe(onward);
    });
    for (const each of [onward, socket]) each.on('error', () => { onward.destroy(); socket.destroy(); });
  });
  server.listen(0, '127.0.0.1', () => {
    writeFileSync(join(__dirname, 'port-' + run), String(server.address().port));
    setTimeout(() => {
      say('INF +--------------------------------------------------------------------------------------------+');
      say('INF |  Your quick Tunnel has been created! Visit it at (it may take some time to be reachable):  |');
      say('INF |  https://' + host + '                                     |');
      say('INF +--------------------------------------------------------------------------------------------+');
      if (kind === 'die') setTimeout(() => process.exit(1), 50);
    }, plan.afterMs ?? 0);
  });
}
`;
