// Both ways of changing a domain's DNS: a program, and deSEC's API as a small server that keeps RRsets the way deSEC does.
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { makeDirectory } from '../../../tunnel/testing/make-directory.ts';
import { desecRecords } from './desec-records.ts';
import { readDnsChoice } from './open-records.ts';
import { programRecords } from './program-records.ts';

async function makeProgram(script: string): Promise<{ file: string; dir: string }> {
  const dir = await makeDirectory();
  const file = join(dir, 'hook');
  await writeFile(file, `#!/bin/sh\n${script}\n`);
  await chmod(file, 0o755);
  return { file, dir };
}

test('a program is called with what to do, and nothing of it goes through a shell', async () => {
  const { file, dir } = await makeProgram('printf "%s\\n" "$@" >> "$(dirname "$0")/calls"');
  const records = programRecords(file);
  await records.add('_acme-challenge.a.example', 'v$(touch x);"');
  await records.remove('_acme-challenge.a.example', '-v');
  expect(await readFile(join(dir, 'calls'), 'utf8')).toBe(
    'add\n_acme-challenge.a.example\nv$(touch x);"\nremove\n_acme-challenge.a.example\n-v\n',
  );
});

test('a program that fails is named with its last words', async () => {
  const { file } = await makeProgram('echo first >&2; echo "no such zone" >&2; exit 3');
  await expect(programRecords(file).add('n', 'v')).rejects.toMatchObject({
    code: 'wrong-state',
    message: `${file} add n v failed: no such zone`,
  });
  await expect(programRecords('/nowhere/hook').add('n', 'v')).rejects.toThrow('/nowhere/hook add n v failed');
});

test.each([
  ['desec', 'T', { kind: 'desec', token: 'T' }],
  ['exec:/opt/hook', undefined, { kind: 'program', file: '/opt/hook' }],
])('--dns %s is understood', (text, token, choice) => {
  expect(readDnsChoice(text, token)).toEqual(choice);
});

test.each([
  ['desec', undefined],
  ['exec:', undefined],
  ['route53', 'T'],
])('--dns %s with the token %s is refused', (text, token) => {
  expect(() => readDnsChoice(text, token)).toThrow(expect.objectContaining({ code: 'bad-request' }));
});

interface Rrset {
  subname: string;
  type: string;
  ttl: number;
  records: string[];
}

async function startDesec(options: { busy?: number } = {}) {
  const rrsets = new Map<string, Rrset>();
  const asked: string[] = [];
  let busy = options.busy ?? 0;
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => void pieces.push(piece));
    request.on('end', () => {
      const url = new URL(request.url ?? '', 'http://x');
      asked.push(`${request.method} ${url.pathname}${url.search}`);
      const answer = (status: number, json: unknown, headers = {}) => {
        response.writeHead(status, { 'content-type': 'application/json', ...headers });
        response.end(JSON.stringify(json));
      };
      if (request.headers.authorization !== 'Token secret') return answer(401, { detail: 'Invalid token.' });
      if (busy-- > 0) return answer(429, { detail: 'throttled' }, { 'retry-after': '7' });
      if (url.pathname === '/domains/') {
        const fits = url.searchParams.get('owns_qname')?.endsWith('mine.dedyn.io');
        return answer(200, fits ? [{ name: 'mine.dedyn.io', minimum_ttl: 60 }] : []);
      }
      const subname = /^\/domains\/mine\.dedyn\.io\/rrsets\/([^/]+)\/TXT\/$/.exec(url.pathname)?.[1];
      if (request.method === 'GET' && subname !== undefined) {
        const found = rrsets.get(subname);
        return found ? answer(200, found) : answer(404, { detail: 'Not found.' });
      }
      if (request.method !== 'PUT' || url.pathname !== '/domains/mine.dedyn.io/rrsets/')
        return answer(405, {});
      for (const each of JSON.parse(Buffer.concat(pieces).toString()) as Rrset[]) {
        if (each.ttl < 60 || each.records.some((record) => !/^".*"$/.test(record))) return answer(400, {});
        if (each.records.length === 0) rrsets.delete(each.subname);
        else rrsets.set(each.subname, each);
      }
      answer(200, []);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const api = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const waits: number[] = [];
  const wait = (ms: number) => {
    waits.push(ms);
    return Promise.resolve();
  };
  return { rrsets, asked, waits, records: (token = 'secret') => desecRecords(token, { api, wait }) };
}

test('at deSEC two proofs of one name stand side by side, and the last one takes the name away', async () => {
  const { rrsets, records, asked } = await startDesec();
  const name = '_acme-challenge.home.mine.dedyn.io';
  await records().add(name, 'one');
  await records().add(name, 'two');
  await records().add(name, 'two');
  expect(rrsets.get('_acme-challenge.home')).toEqual({
    subname: '_acme-challenge.home',
    type: 'TXT',
    ttl: 60,
    records: ['"one"', '"two"'],
  });
  await records().remove(name, 'one');
  expect(rrsets.get('_acme-challenge.home')?.records).toEqual(['"two"']);
  await records().remove(name, 'two');
  expect(rrsets.size).toBe(0);
  expect(asked[0]).toBe(`GET /domains/?owns_qname=${name}`);
});

test('deSEC’s pauses are kept', async () => {
  const { records, waits, rrsets } = await startDesec({ busy: 2 });
  await records().add('_acme-challenge.mine.dedyn.io', 'v');
  expect(waits).toEqual([7_000, 7_000]);
  expect(rrsets.get('_acme-challenge')?.records).toEqual(['"v"']);
});

test('a wrong token, a foreign domain and a deSEC out of reach are told apart', async () => {
  const { records } = await startDesec();
  const name = '_acme-challenge.mine.dedyn.io';
  await expect(records('wrong').add(name, 'v')).rejects.toThrow('does not accept the token');
  await expect(records().add('_acme-challenge.bank.example', 'v')).rejects.toThrow(
    'no domain of this account holds _acme-challenge.bank.example',
  );
  await expect(desecRecords('secret', { api: 'http://127.0.0.1:9' }).add(name, 'v')).rejects.toThrow(
    'it cannot be reached',
  );
});
