// `covey tls` and https from outside: whole processes on data directories of their own.
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { ProgramProcess } from '../cli/demo/program-process.ts';
import { groupFingerprint } from '../../shared/contract/tls.ts';
import { makeStage } from './stage.ts';

const hasCertutil = spawnSync('certutil', ['-H']).error === undefined;

interface Shown {
  fingerprint: string;
  commonName: string;
  leaf: { names: string[]; expiresAt: number };
  files: { authority: string; leaf: string; root: string };
}

test('show, renew and remove work beside a running coordinator, which takes up what was renewed', async () => {
  const { serve, covey } = await makeStage();
  expect((await covey('tls', 'show', '--json')).json).toMatchObject({ error: { code: 'not-found' } });
  const { url, program } = await serve('--no-contribute');
  const shown = (await covey('tls', 'show', '--json')).json as unknown as Shown;
  const pem = await readFile(shown.files.root, 'utf8');
  expect(shown.fingerprint).toBe(createHash('sha256').update(new X509Certificate(pem).raw).digest('hex'));
  const lines = (await covey('tls', 'show')).out.split('\n');
  expect(lines.find((line) => line.startsWith('For --ca:'))).toMatch(`sha256:${shown.fingerprint}`);
  const first = lines.findIndex((line) => line.startsWith('Fingerprint:'));
  // as the page of trust groups it
  expect(
    [lines[first]?.slice('Fingerprint:'.length), lines[first + 1]].join(' ').trim().split(/\s+/),
  ).toEqual(groupFingerprint(shown.fingerprint));
  const before = await servedBy(url, pem);

  expect((await covey('tls', 'renew', '--json')).json).toMatchObject({ fingerprint: shown.fingerprint });
  await said(program, 'https goes on with another certificate');
  expect(await servedBy(url, pem)).not.toBe(before);

  expect((await covey('tls', 'renew', '--ca', '--json')).json).toMatchObject({
    error: { code: 'not-confirmed' },
  });
  const renewed = (await covey('tls', 'renew', '--ca', '--yes', '--json')).json as unknown as Shown;
  expect(renewed.fingerprint).not.toBe(shown.fingerprint);

  expect((await covey('tls', 'remove', '--json')).json).toMatchObject({ error: { code: 'not-confirmed' } });
  expect((await covey('tls', 'remove', '--yes', '--json')).json).toEqual({ removed: true });
  expect((await covey('tls', 'show', '--json')).json).toMatchObject({ error: { code: 'not-found' } });
});

describe('a device', () => {
  test('joins over https by a pinned link or by --ca, and not with another root’s pin', async () => {
    const { serve, covey, joinAs, client } = await withServer();
    const { fingerprint } = (await covey('tls', 'show', '--json')).json as unknown as Shown;
    const secure = serve.url.replace('http://', 'https://');
    const wrong = await covey('join', `${serve.joinUrl}.${'0'.repeat(16)}`, '--name', 'misled', '--json');
    expect(wrong.json).toMatchObject({ error: { code: 'forbidden' } });
    const unpinned = await covey('join', secure, '--code', serve.code, '--name', 'trusting', '--json');
    expect(unpinned).toMatchObject({ code: 1, err: expect.stringMatching('add --ca') as string });
    await joinAs('by link', `${serve.joinUrl}.${fingerprint.slice(0, 16)}`);
    await joinAs('by address', secure, '--code', serve.code, '--ca', `sha256:${fingerprint}`);
    const devices = await client.call('devices');
    expect(devices.map(({ name }) => name).toSorted()).toEqual(['by address', 'by link']);
    const run = await covey('run', 'probe', '--range', '0:20', '--out', 'out', '--json');
    expect(run).toMatchObject({ code: 0 });
  });

  test('and an owner reach a coordinator with a pin on every request', async () => {
    const { serve, covey } = await withServer();
    const { fingerprint } = (await covey('tls', 'show', '--json')).json as unknown as Shown;
    const token = (await readFile(serve.ownerTokenFile, 'utf8')).trim();
    const secure = serve.url.replace('http://', 'https://');
    const asked = ['devices', '--url', secure, '--token', token, '--json'];
    expect((await covey(...asked, '--ca', fingerprint)).json).toEqual([]);
    expect((await covey(...asked, '--ca', 'f'.repeat(64))).json).toMatchObject({
      error: { code: 'forbidden' },
    });
    expect((await covey(...asked)).json).toMatchObject({ error: { code: 'unreachable' } });
  });
});

test('a certificate of one’s own is checked at the start, served, and reloaded when its files change', async () => {
  const { serve, covey, standing } = await makeStage();
  const at = (name: string) => join(standing, name);
  const make = (name: string) => {
    const subject = ['-subj', '/CN=own', '-addext', 'subjectAltName=DNS:covey.example,DNS:localhost'];
    const ec = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '30'];
    execFileSync(
      'openssl',
      ['req', '-x509', ...ec, ...subject, '-keyout', at(`${name}.key`), '-out', at(`${name}.crt`)],
      {
        stdio: 'pipe',
      },
    );
  };
  make('one');
  make('two');
  const wrong = await covey(
    'serve',
    '--port',
    '0',
    '--no-open',
    '--tls-cert',
    'one.crt',
    '--tls-key',
    'two.key',
    '--json',
  );
  expect(wrong.json).toMatchObject({ error: { code: 'wrong-state' } });
  expect(wrong.err).toMatch(`${at('two.key')} cannot be used`);
  expect((await covey('serve', '--tls-cert', 'one.crt', '--json')).json).toMatchObject({
    error: { code: 'bad-request' },
  });

  const { url, program, client } = await serve(
    '--no-contribute',
    '--tls-cert',
    'one.crt',
    '--tls-key',
    'one.key',
  );
  const { addresses } = await client.call('swarm');
  expect(addresses).toContainEqual(
    expect.objectContaining({ url: `https://covey.example:${new URL(url).port}` }),
  );
  expect(await client.call('tls')).toMatchObject({ kind: 'own', fingerprint: null });
  const before = await servedBy(url, await readFile(at('one.crt'), 'utf8'));
  await writeFile(at('one.crt'), await readFile(at('two.crt')));
  await said(program, 'is not the key of');
  await writeFile(at('one.key'), await readFile(at('two.key')));
  await said(program, 'https goes on with another certificate');
  expect(await servedBy(url, await readFile(at('two.crt'), 'utf8'))).not.toBe(before);
});

test(`the browsers of a user come to trust the root, and to forget it${hasCertutil ? '' : ' (skipped: certutil of libnss3-tools is not installed)'}`, async ({
  skip,
}) => {
  if (!hasCertutil) skip('certutil of libnss3-tools is not installed');
  const { serve, covey, standing } = await makeStage();
  await serve('--no-contribute');
  const { commonName } = (await covey('tls', 'show', '--json')).json as unknown as Shown;
  const home = process.env['HOME'];
  process.env['HOME'] = standing;
  onTestFinished(() => void (process.env['HOME'] = home));
  const list = () =>
    execFileSync('certutil', ['-d', `sql:${join(standing, '.pki/nssdb')}`, '-L'], { encoding: 'utf8' });
  const trusted = await covey('tls', 'trust', '--json');
  expect(trusted).toMatchObject({
    code: 0,
    json: { outcomes: [{ store: 'Chromium and Chrome', problem: null }] },
  });
  expect(list()).toMatch(new RegExp(`${commonName.replace(/[()]/g, '\\$&')}\\s+C,,`));
  expect(await covey('tls', 'trust', '--undo', '--json')).toMatchObject({ code: 0 });
  expect(list()).not.toMatch('Covey on');
});

/** A coordinator looks at its files every ten seconds. */
const said = (program: ProgramProcess, text: string) =>
  vi.waitFor(() => expect(program.stderr()).toMatch(text), { timeout: 25_000, interval: 50 });

async function withServer() {
  const stage = await makeStage();
  const serve = await stage.serve('--no-contribute');
  return { ...stage, serve, client: serve.client };
}

/** The fingerprint of the certificate that the port shows to who trusts `ca`. */
async function servedBy(url: string, ca: string): Promise<string> {
  const { port } = new URL(url);
  const asked = request({ host: 'localhost', port, ca, path: '/api/health', agent: false }).end();
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  const { fingerprint256 } = (answer.socket as TLSSocket).getPeerCertificate();
  answer.resume();
  return fingerprint256;
}
