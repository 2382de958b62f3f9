import { generateKeyPairSync, sign } from 'node:crypto';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Change, InviteRow } from '../scheduler/changes.ts';
import { readPublicKey, signatureFits } from './device-keys.ts';
import { makeInvites, normalizeCode } from './invites.ts';
import { loadOwnerToken, ownerTokenFile } from './owner-token.ts';
import { makeOwnerSessions } from './owner-sessions.ts';

function makeTime(start = 1_000_000) {
  const time = { now: start };
  return { utc: () => time.now, pass: (ms: number) => void (time.now += ms) };
}

function makePersistence() {
  const written: Change[] = [];
  return { written, persist: (changes: readonly Change[]) => Promise.resolve(void written.push(...changes)) };
}

describe('invites', () => {
  const make = () => {
    const time = makeTime();
    const disk = makePersistence();
    return { time, disk, invites: makeInvites([], time.utc, disk.persist) };
  };

  test('a code has eight letters without look-alikes and opens its swarm whatever case and dashes are typed', async () => {
    const { invites } = make();
    const { code } = await invites.create({ swarm: 7, uses: 2, minutes: 15 });
    expect(code).toMatch(/^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/);
    expect(await invites.use({ code: ` ${code.toLowerCase().replace('-', ' ')} ` })).toBe(7);
    expect(normalizeCode('wdjb-mjht')).toBe('WDJBMJHT');
  });

  test('the token is a second key to the same invite and uses are counted together', async () => {
    const { invites } = make();
    const { code, token } = await invites.create({ swarm: 1, uses: 2, minutes: 15 });
    expect(Buffer.from(token, 'base64url')).toHaveLength(16);
    await invites.use({ token });
    await invites.use({ code });
    await expect(invites.use({ code })).rejects.toMatchObject({ code: 'code-used-up' });
  });

  test('an expired, a revoked and an unknown code are refused each with its own code', async () => {
    const { invites, time } = make();
    const first = await invites.create({ swarm: 1, uses: 2, minutes: 15 });
    const second = await invites.create({ swarm: 1, uses: 2, minutes: 60 });
    time.pass(15 * 60_000 + 1);
    await expect(invites.use({ code: first.code })).rejects.toMatchObject({ code: 'code-expired' });
    await invites.revoke(1, second.view.id);
    await expect(invites.use({ token: second.token })).rejects.toMatchObject({ code: 'code-revoked' });
    await expect(invites.use({ code: 'BBBB-BBBB' })).rejects.toMatchObject({ code: 'code-unknown' });
  });

  test('another swarm cannot revoke it', async () => {
    const { invites } = make();
    const { view } = await invites.create({ swarm: 1, uses: 2, minutes: 15 });
    await expect(invites.revoke(2, view.id)).rejects.toMatchObject({ code: 'not-found' });
  });

  test('only hashes are written and uses survive a restart', async () => {
    const { invites, disk, time } = make();
    const { code, token } = await invites.create({ swarm: 1, uses: 1, minutes: 15 });
    await invites.use({ code });
    const text = JSON.stringify(disk.written);
    expect(text).not.toContain(code.replace('-', ''));
    expect(text).not.toContain(token);
    const rows = disk.written.map((change) => (change as { row: InviteRow }).row);
    const again = makeInvites([rows.at(-1)!], time.utc, disk.persist);
    await expect(again.use({ code })).rejects.toMatchObject({ code: 'code-used-up' });
  });
});

describe('owner sessions', () => {
  const make = () => {
    const time = makeTime();
    const disk = makePersistence();
    return {
      time,
      disk,
      sessions: makeOwnerSessions({
        ownerToken: 'secret-owner-token',
        swarm: 3,
        sessions: [],
        utc: time.utc,
        persist: disk.persist,
      }),
    };
  };

  test('[P30] a setup token works once', async () => {
    const { sessions } = make();
    const token = sessions.makeSetupToken();
    const { cookie } = await sessions.exchange(token);
    expect(sessions.swarmOf(cookie)).toBe(3);
    await expect(sessions.exchange(token)).rejects.toMatchObject({ code: 'setup-token-invalid' });
  });

  test('a setup token dies after 15 minutes', async () => {
    const { sessions, time } = make();
    const token = sessions.makeSetupToken();
    time.pass(15 * 60_000 + 1);
    await expect(sessions.exchange(token)).rejects.toMatchObject({ code: 'setup-token-invalid' });
  });

  test('a session is kept hashed, ends when signed out and after twelve idle hours', async () => {
    const { sessions, time, disk } = make();
    const one = await sessions.exchange(sessions.makeSetupToken());
    const two = await sessions.exchange(sessions.makeSetupToken());
    expect(JSON.stringify(disk.written)).not.toContain(one.cookie);
    await sessions.signOut(one.cookie);
    expect(sessions.swarmOf(one.cookie)).toBeNull();
    time.pass(13 * 3_600_000);
    expect(sessions.swarmOf(two.cookie)).toBeNull();
  });

  test('only the owner token is the owner token', () => {
    const { sessions } = make();
    expect(sessions.isOwnerToken('secret-owner-token')).toBe(true);
    expect(sessions.isOwnerToken('secret-owner-tokem')).toBe(false);
    expect(sessions.isOwnerToken('')).toBe(false);
  });
});

test('the owner token is made once and lies 0600 in the data directory', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'covey-owner-'));
  try {
    const token = await loadOwnerToken(dir);
    expect(await loadOwnerToken(dir)).toBe(token);
    expect((await readFile(ownerTokenFile(dir), 'utf8')).trim()).toBe(token);
    expect((await stat(ownerTokenFile(dir))).mode & 0o777).toBe(0o600);
  } finally {
    await rm(dir, { recursive: true });
  }
});

describe('device keys', () => {
  const raw = (key: { x?: string; y?: string }) => Buffer.from(key.x ?? '', 'base64url');

  test('[P3] an Ed25519 signature fits its key and no other text', () => {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const key = raw(publicKey.export({ format: 'jwk' })).toString('base64url');
    const signature = sign(null, Buffer.from('text'), privateKey).toString('base64url');
    expect(signatureFits('ed25519', key, 'text', signature)).toBe(true);
    expect(signatureFits('ed25519', key, 'text!', signature)).toBe(false);
  });

  test('[P3] a P-256 signature as WebCrypto makes it fits its key and no other', () => {
    const make = () => {
      const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const jwk = publicKey.export({ format: 'jwk' });
      const key = Buffer.concat([Buffer.from([4]), raw(jwk), Buffer.from(jwk.y ?? '', 'base64url')]).toString(
        'base64url',
      );
      return {
        key,
        signature: sign('sha256', Buffer.from('text'), {
          key: privateKey,
          dsaEncoding: 'ieee-p1363',
        }).toString('base64url'),
      };
    };
    const one = make();
    const two = make();
    expect(signatureFits('p256', one.key, 'text', one.signature)).toBe(true);
    expect(signatureFits('p256', two.key, 'text', one.signature)).toBe(false);
  });

  test.each([
    ['ed25519', ''],
    ['ed25519', 'AAAA'],
    ['p256', Buffer.alloc(65).toString('base64url')],
    ['p256', Buffer.concat([Buffer.from([4]), Buffer.alloc(64, 1)]).toString('base64url')],
  ] as const)('%s key %j is no key', (algorithm, key) => {
    expect(readPublicKey(algorithm, key)).toBeNull();
    expect(signatureFits(algorithm, key, 'text', Buffer.alloc(64).toString('base64url'))).toBe(false);
  });
});
