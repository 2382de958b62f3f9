import { X509Certificate } from 'node:crypto';
import { expect, test } from 'vitest';
import { makeSampleAuthority } from '../testing/sample-directory.ts';
import { makeMobileConfig } from './mobile-config.ts';

const uuids = (profile: string) => profile.match(/[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}/g) ?? [];

test('the profile carries exactly the root, under ids that stay the same for it and differ from another root’s', async () => {
  const samples = await Promise.all([makeSampleAuthority(), makeSampleAuthority()]);
  const [one = '', other = ''] = await Promise.all(
    samples.map(async ({ source }) => (await source.load(true)).root ?? ''),
  );
  const profile = makeMobileConfig(one);
  const data = /<data>([^<]+)<\/data>/.exec(profile)?.[1] ?? '';
  expect(Buffer.from(data, 'base64')).toEqual(new X509Certificate(one).raw);
  expect(profile).toMatch('<string>com.apple.security.root</string>');
  expect(profile).toMatch(/<string>Covey on sample \(local only\) [0-9a-f]{6}<\/string>/);
  expect(makeMobileConfig(one)).toBe(profile);
  expect(new Set(uuids(profile)).size).toBe(2);
  expect(uuids(makeMobileConfig(other))).not.toContain(uuids(profile)[0]);
});
