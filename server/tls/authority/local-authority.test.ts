import 'reflect-metadata';
import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { chmod, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { makeSampleAuthority, DAY_MS, type SampleAuthority } from '../testing/sample-directory.ts';
import { authorityFile, leafFile, rootFile } from './authority-files.ts';

const state: { sample?: SampleAuthority } = {};
const sample = () => state.sample as SampleAuthority;

beforeEach(async () => {
  state.sample = await makeSampleAuthority();
});

const openssl = (...args: string[]) => execFileSync('openssl', args, { encoding: 'utf8' });
const inHex = (key: X509Certificate) => key.publicKey.export({ type: 'spki', format: 'der' }).toString('hex');

describe('the root', () => {
  test('may sign leaves for private networks and local names only, and says so critically', async () => {
    await sample().source.load(true);
    const text = openssl('x509', '-in', rootFile(sample().dir), '-noout', '-text');
    expect(text).toMatch(/Basic Constraints: critical\s+CA:TRUE, pathlen:0/);
    expect(text).toMatch(/Key Usage: critical\s+Certificate Sign, CRL Sign/);
    expect(text).toMatch(/Extended Key Usage:\s+TLS Web Server Authentication/);
    expect(text).toMatch(/ASN1 OID: prime256v1/);
    const constraints = /Name Constraints: critical\s+Permitted:\s+([^]*?)\n {4}Signature/.exec(text)?.[1];
    expect(constraints?.split(/\s+/).filter(Boolean)).toEqual([
      'DNS:local',
      'DNS:localhost',
      'DNS:home.arpa',
      'DNS:internal',
      'DNS:lan',
      'IP:10.0.0.0/255.0.0.0',
      'IP:172.16.0.0/255.240.0.0',
      'IP:192.168.0.0/255.255.0.0',
      'IP:127.0.0.0/255.0.0.0',
      'IP:169.254.0.0/255.255.0.0',
      'IP:100.64.0.0/255.192.0.0',
      'IP:0:0:0:0:0:0:0:1/FFFF:FFFF:FFFF:FFFF:FFFF:FFFF:FFFF:FFFF',
      'IP:FC00:0:0:0:0:0:0:0/FE00:0:0:0:0:0:0:0',
      'IP:FE80:0:0:0:0:0:0:0/FFC0:0:0:0:0:0:0:0',
    ]);
  });

  test('is named after this computer and lasts ten years', async () => {
    const { root } = await sample().source.load(true);
    const certificate = new X509Certificate(root ?? '');
    expect(certificate.subject).toMatch(/^CN=Covey on sample \(local only\) [0-9a-f]{6}$/);
    expect(certificate.ca).toBe(true);
    const days = (certificate.validToDate.getTime() - certificate.validFromDate.getTime()) / DAY_MS;
    expect(days).toBe(3653);
  });
});

describe('the leaf', () => {
  test('holds for the present names, 397 days, and its own name has no dots', async () => {
    const { certificate, root } = await sample().source.load(true);
    const leaf = new X509Certificate(certificate);
    expect(leaf.verify(new X509Certificate(root ?? '').publicKey)).toBe(true);
    expect(leaf.checkHost('sample.local')).toBe('sample.local');
    expect(leaf.checkIP('192.168.77.1')).toBe('192.168.77.1');
    expect(leaf.checkIP('192.168.77.2')).toBeUndefined();
    expect(leaf.subject).not.toMatch(/\./);
    expect(leaf.ca).toBe(false);
    expect((leaf.validToDate.getTime() - leaf.validFromDate.getTime()) / DAY_MS).toBe(397);
    expect(
      openssl('verify', '-x509_strict', '-CAfile', rootFile(sample().dir), leafFile(sample().dir)),
    ).toMatch('OK');
  });

  test('names its issuer in the very bytes of the root: NSS, which Chromium and Firefox ask, compares nothing else', async () => {
    const { certificate, root } = await sample().source.load(true);
    const bytes = (name: { toArrayBuffer(): ArrayBuffer }) =>
      Buffer.from(name.toArrayBuffer()).toString('hex');
    const { X509Certificate: Parsed } = await import('@peculiar/x509');
    expect(bytes(new Parsed(certificate).issuerName)).toBe(bytes(new Parsed(root ?? '').subjectName));
  });

  test('stays the same over restarts, when addresses go and when they come back', async () => {
    const first = await sample().source.load(true);
    sample().names = ['localhost', 'sample.local'];
    expect(await sample().source.load(true)).toEqual(first);
    sample().names = ['localhost', 'sample.local', '10.0.0.9'];
    const second = await sample().source.load(false);
    expect(second.names).toEqual(expect.arrayContaining(['10.0.0.9', '192.168.77.1']));
    sample().names = ['localhost', 'sample.local', '192.168.77.1'];
    expect(await sample().source.load(false)).toEqual(second);
  });

  test('of another address or near its end is another one with the same key below the same root', async () => {
    const first = await sample().source.load(true);
    sample().names.push('10.0.0.9');
    const second = await sample().source.load(false);
    sample().now += 365 * DAY_MS;
    const before = await sample().source.load(false);
    expect(before.certificate).toBe(second.certificate);
    sample().now += 2 * DAY_MS;
    const third = await sample().source.load(false);
    expect(new Set([first, second, third].map(({ certificate }) => certificate)).size).toBe(3);
    expect(new Set([first, second, third].map(({ root }) => root)).size).toBe(1);
    expect(
      new Set([first, second, third].map((each) => inHex(new X509Certificate(each.certificate)))).size,
    ).toBe(1);
    expect(third.expiresAt).toBeGreaterThan(sample().now + 390 * DAY_MS);
  });

  test('does not outlive its root, and is not issued again and again at its end', async () => {
    await sample().source.load(true);
    sample().now += 3640 * DAY_MS;
    const last = await sample().source.load(true);
    expect(last.expiresAt).toBe(new X509Certificate(last.root ?? '').validToDate.getTime());
    expect(await sample().source.load(false)).toEqual(last);
    sample().now += 20 * DAY_MS;
    await expect(sample().source.load(true)).rejects.toMatchObject({
      message: expect.stringMatching(/ca\.pem ran out/) as string,
      hint: expect.stringMatching('covey tls renew --ca') as string,
    });
  });

  test('does not collect the addresses of every network that the computer ever saw', async () => {
    for (let n = 0; n < 60; n++) {
      sample().names = ['localhost', `10.0.0.${n}`];
      await sample().source.load(n === 0);
    }
    const { names } = await sample().source.load(false);
    expect(names.length).toBeLessThanOrEqual(40);
    expect(names).toContain('10.0.0.59');
  });
});

describe('the files', () => {
  test('are readable by their person alone, and nothing lies beside them', async () => {
    await sample().source.load(true);
    expect((await stat(sample().dir)).mode & 0o777).toBe(0o700);
    expect((await readdir(sample().dir)).toSorted()).toEqual(['ca.pem', 'leaf.pem', 'root.crt']);
    for (const file of await readdir(sample().dir))
      expect((await stat(join(sample().dir, file))).mode & 0o777).toBe(0o600);
    expect(await readFile(rootFile(sample().dir), 'utf8')).not.toMatch('PRIVATE');
  });

  test('that others could read are closed to them, and the person is told', async () => {
    await sample().source.load(true);
    await chmod(authorityFile(sample().dir), 0o644);
    await sample().source.load(true);
    expect((await stat(authorityFile(sample().dir))).mode & 0o777).toBe(0o600);
    expect(sample().lines.join('\n')).toMatch('could be read by others');
  });

  test.each([
    ['ca.pem', 'cut short', (text: string) => text.slice(0, 400)],
    ['ca.pem', 'empty', () => ''],
    ['ca.pem', 'damaged', (text: string) => text.replace(/MII(.{60})/, `MII${'A'.repeat(60)}`)],
    ['leaf.pem', 'cut short', (text: string) => text.slice(0, 400)],
  ])(
    '%s that is %s is an error that names it and what to do; nothing is replaced',
    async (name, _how, spoil) => {
      await sample().source.load(true);
      const file = join(sample().dir, name);
      const spoilt = spoil(await readFile(file, 'utf8'));
      await writeFile(file, spoilt);
      await expect(sample().source.load(true)).rejects.toMatchObject({
        code: 'wrong-state',
        message: expect.stringContaining(file) as string,
        hint: expect.stringMatching(/covey tls (remove|renew)/) as string,
      });
      expect(await readFile(file, 'utf8')).toBe(spoilt);
    },
  );

  test('with the key of another pair are an error', async () => {
    const other = await makeSampleAuthority();
    await Promise.all([sample().source.load(true), other.source.load(true)]);
    const [ours, theirs] = await Promise.all(
      [sample(), other].map(({ dir }) => readFile(authorityFile(dir), 'utf8')),
    );
    const mixed = `${ours?.split('-----BEGIN PRIVATE')[0]}-----BEGIN PRIVATE${theirs?.split('-----BEGIN PRIVATE')[1]}`;
    await writeFile(authorityFile(sample().dir), mixed);
    await expect(sample().source.load(true)).rejects.toThrow(/its key does not fit its certificate/);
  });

  test('without the root but with a leaf are no reason to make another root', async () => {
    await sample().source.load(true);
    await rm(authorityFile(sample().dir));
    await expect(sample().source.load(true)).rejects.toMatchObject({
      hint: expect.stringMatching('covey tls remove') as string,
    });
    await expect(sample().source.load(false)).rejects.toThrow(/is gone/);
    expect(await readdir(sample().dir)).not.toContain('ca.pem');
  });

  test('without the leaf, as a crash may leave them, get one below the same root', async () => {
    const first = await sample().source.load(true);
    await rm(leafFile(sample().dir));
    await writeFile(rootFile(sample().dir), 'another root');
    const second = await sample().source.load(true);
    expect(second.root).toBe(first.root);
    expect(second.certificate).not.toBe(first.certificate);
    expect(await readFile(rootFile(sample().dir), 'utf8')).toBe(first.root);
  });
});
