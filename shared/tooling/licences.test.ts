// LICENCES.md says what is installed, and nothing is installed whose licence does not allow it to be given on.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isAllowed, listLicences, writeTable } from './list-licences.ts';

const root = join(import.meta.dirname, '../..');
const file = join(import.meta.dirname, 'LICENCES.md');
const licences = listLicences(root);

test('LICENCES.md lists every package that is installed with Covey, as it is now', () => {
  const fresh = writeTable(licences);
  if (process.env['COVEY_UPDATE'] !== undefined) writeFileSync(file, fresh);
  expect(existsSync(file) ? readFileSync(file, 'utf8') : '').toBe(fresh);
  expect(licences.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['socket.io', 'zod', '@peculiar/x509']),
  );
});

test('every licence is one that we may give on', () => {
  expect(licences.filter(({ licence }) => !isAllowed(licence))).toEqual([]);
});

test.each([
  ['MIT', true],
  ['(BSD-3-Clause OR GPL-2.0)', true],
  ['MIT AND GPL-3.0', false],
  ['MIT AND ISC', true],
  ['AGPL-3.0', false],
  ['none named', false],
])('%s is allowed: %s', (licence, isFine) => expect(isAllowed(licence)).toBe(isFine));
