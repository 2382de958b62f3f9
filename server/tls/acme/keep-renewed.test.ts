// When a certificate by ACME is renewed; the certificates are real, the issuing is not.
import 'reflect-metadata';
import { chmod, stat } from 'node:fs/promises';
import * as x509 from '@peculiar/x509';
import { expect, test, vi } from 'vitest';
import type { Log } from '../../observe/log.ts';
import { makeDirectory } from '../../tunnel/testing/make-directory.ts';
import { replaceFile } from '../../disk/replace-file.ts';
import { acmeFiles, type AcmeSettings, readAcmeSettings, writeAcmeSettings } from './acme-files.ts';
import { keepRenewed, renewalDue } from './keep-renewed.ts';

const DAY = 24 * 3_600_000;
const HOUR = 3_600_000;
const issued = Date.UTC(2026, 0, 1);

const settings: AcmeSettings = {
  version: 1,
  domains: ['covey.example.org', '*.covey.example.org'],
  email: 'mary@example.org',
  directory: 'https://acme.example/directory',
  dns: { kind: 'program', file: '/opt/hook' },
};

async function makeCertificate(days: number): Promise<string> {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const made = await x509.X509CertificateGenerator.createSelfSigned({
    name: 'CN=covey',
    keys,
    notBefore: new Date(issued),
    notAfter: new Date(issued + days * DAY),
    signingAlgorithm: algorithm,
  });
  return made.toString('pem');
}

async function start(options: { days?: number; fails?: boolean; withSettings?: boolean } = {}) {
  const dataDir = await makeDirectory();
  const files = acmeFiles(dataDir);
  if (options.withSettings !== false) await writeAcmeSettings(files, settings);
  if (options.days !== undefined) await replaceFile(files.certificate, await makeCertificate(options.days));
  const time = { now: issued };
  const log = vi.fn<Log>();
  const issue = vi.fn<() => Promise<void>>(async () => {
    if (options.fails) throw new Error('no such zone');
    await replaceFile(files.certificate, await makeCertificate(3650));
  });
  const renewal = keepRenewed({
    dataDir,
    log,
    now: () => time.now,
    issue,
    clock: { every: () => () => undefined },
  });
  return { renewal, issue, log, time, files };
}

test.each([90, 45, 6])('one of %i days is renewed when two thirds are over', async (days) => {
  expect(renewalDue(await makeCertificate(days))).toBe(issued + (days * DAY * 2) / 3);
  const { renewal, issue, time } = await start({ days });
  time.now = issued + (days * DAY * 2) / 3 - 1;
  await renewal.look();
  expect(issue).not.toHaveBeenCalled();
  time.now += 1;
  await renewal.look();
  expect(issue).toHaveBeenCalledOnce();
  await renewal.look();
  expect(issue).toHaveBeenCalledOnce();
});

test('one that is lost is had again, and where nobody asked for one nothing happens', async () => {
  const lost = await start();
  await lost.renewal.look();
  expect(lost.issue).toHaveBeenCalledOnce();
  const unasked = await start({ withSettings: false });
  await unasked.renewal.look();
  expect(unasked.issue).not.toHaveBeenCalled();
  expect(unasked.log).not.toHaveBeenCalled();
});

test('where it fails it is tried again with growing pauses, at least once a day', async () => {
  const { renewal, issue, log, time } = await start({ fails: true });
  for (let hour = 0; hour < 24 * 7; hour++) {
    await renewal.look();
    time.now += HOUR;
  }
  const pauses = log.mock.calls.map(([, , facts]) => facts?.['next try in hours']);
  expect(pauses.slice(0, 7)).toEqual([1, 2, 4, 8, 16, 24, 24]);
  expect(issue).toHaveBeenCalledTimes(pauses.length);
  expect(log.mock.calls[0]?.[2]).toMatchObject({ reason: 'no such zone' });
});

test('settings are for this user’s eyes, and damaged ones are an error that names them', async () => {
  const files = acmeFiles(await makeDirectory());
  await writeAcmeSettings(files, settings);
  expect((await stat(files.settings)).mode & 0o777).toBe(0o600);
  expect(await readAcmeSettings(files)).toEqual(settings);
  await replaceFile(files.settings, '{"version":2}');
  await chmod(files.settings, 0o600);
  await expect(readAcmeSettings(files)).rejects.toMatchObject({
    code: 'wrong-state',
    message: `${files.settings} cannot be read`,
  });
});

test('stopping waits no longer than a moment for an order that is under way', async () => {
  vi.useFakeTimers();
  try {
    const dataDir = await makeDirectory();
    await writeAcmeSettings(acmeFiles(dataDir), settings);
    const ordered = Promise.withResolvers<void>();
    const issue = () => {
      ordered.resolve();
      return new Promise<void>(() => undefined);
    };
    const renewal = keepRenewed({ dataDir, log: vi.fn<Log>(), issue });
    void renewal.look();
    await ordered.promise;
    const stopped = renewal.stop();
    await vi.advanceTimersByTimeAsync(2_000);
    expect(await stopped).toBeUndefined();
  } finally {
    vi.useRealTimers();
  }
});
