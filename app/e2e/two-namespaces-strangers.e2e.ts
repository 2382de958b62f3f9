// The same laptop and phone on a cable, and somebody else in the room: hostile names and pages, what was stolen after its use, and guessing while
// a class of thirty comes in. Everything crosses the cable as bytes of our own choice.
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { askOn } from '../../server/e2e/doors/raw-http.ts';
import { tokenOf } from '../../server/e2e/people.ts';
import type { TestIdentity } from '../../server/e2e/test-coordinator.ts';
import type { TestDevice } from '../../server/e2e/test-device.ts';
import type { DeviceView } from '../../shared/contract/device.ts';
import { open } from './namespaces/ask-from.ts';
import { LAPTOP, PHONE, seekCable, STRANGER, THIEF } from './namespaces/lay-cable.ts';
import { openStage, plain, secure, type Stage } from './namespaces/stage.ts';

const lacking = seekCable();
if (lacking !== null) console.warn(`skipped: strangers between two network namespaces, because ${lacking}`);

const state: { stage?: Stage } = {};
const stage = () => state.stage as Stage;

beforeAll(async () => {
  if (lacking === null) state.stage = await openStage();
});
afterAll(() => state.stage?.remove());

const { host, port } = new URL(plain);

describe.skipIf(lacking !== null).each(['http', 'https'])('over %s', (protocol) => {
  const url = `${protocol}://${host}`;
  const way = { to: LAPTOP, from: STRANGER };

  /** The beginning of a socket or of a request, said under any name and from any page. */
  async function say(what: string, said: string, origin?: string): Promise<{ status: number; text: string }> {
    const upgrade = ['Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13'];
    const rest: Record<string, string[]> = {
      websocket: [...upgrade, 'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA=='],
      polling: ['Connection: close'],
    };
    const stream = await open(stage().phone, url, { ...way, ca: stage().ca });
    onTestFinished(() => void stream.destroy());
    const lines = [
      `GET /socket/?EIO=4&transport=${what} HTTP/1.1`,
      `Host: ${said}`,
      ...(origin === undefined ? [] : [`Origin: ${origin}`]),
      ...(rest[what] ?? []),
    ];
    if (what === 'polling') return await askOn(stream, lines);
    // Who is let in stays: the first line says enough.
    return await firstLine(stream, lines);
  }

  async function firstLine(stream: Awaited<ReturnType<typeof open>>, lines: string[]) {
    const closed = askOn(stream, lines);
    const upgraded = new Promise<string>((resolve) =>
      stream.on('data', (piece: string) => piece.includes(' 101 ') && resolve(piece)),
    );
    return await Promise.race([closed, upgraded.then((text) => ({ status: 101, text }))]);
  }

  test.each(['websocket', 'polling'])('a hostile Host opens no %s', async (what) => {
    for (const said of [
      'rebound.example',
      `rebound.example:${port}`,
      'localhost.rebound.example',
      '203.0.113.9',
    ])
      for (const origin of [undefined, `${protocol}://${said}`]) {
        const answer = await say(what, said, origin);
        expect([said, origin, answer.status]).toEqual([said, origin, 421]);
        expect(answer.text).toContain('"code":"wrong-host"');
      }
  });

  test.each(['websocket', 'polling'])(
    'a hostile Origin opens no %s; our own page and programs do',
    async (what) => {
      const fine = what === 'websocket' ? 101 : 200;
      const hostile = [
        'http://evil.example',
        'null',
        `${protocol}://${LAPTOP}:1`,
        `${protocol}://${STRANGER}:${port}`,
      ];
      for (const origin of hostile)
        expect([origin, (await say(what, host, origin)).status]).toEqual([origin, 403]);
      expect((await say(what, host, `${protocol}://${host}`)).status).toBe(fine);
      expect((await say(what, host)).status).toBe(fine);
    },
  );
});

describe.skipIf(lacking !== null)('what was stolen', () => {
  const post = (from: string, url: string, body: object, headers = {}) =>
    stage().ask(from, 'POST', url, { body, headers });

  async function connect(from: string, identity: TestIdentity): Promise<TestDevice> {
    const device = stage().connect(from, identity);
    onTestFinished(() => device.close());
    await device.challenge;
    return device;
  }

  test('a link or code that was used brings nobody in', async () => {
    const { code, token } = await stage().invite(1);
    expect((await stage().join(PHONE, { token })).status).toBe(200);
    for (const secret of [{ token }, { code }])
      expect(await stage().join(THIEF, secret)).toMatchObject({
        status: 401,
        json: { code: 'code-used-up' },
      });
  });

  test('a setup link is not even taken over http, and good once over https', async () => {
    const { url } = (await stage().own('POST', '/api/sign-in/links')).json as { url: string };
    const body = { token: tokenOf(url) };
    expect(await post(THIEF, `${plain}/api/setup`, body)).toMatchObject({ status: 403 });
    const signedIn = await post(PHONE, `${secure}/api/setup`, body);
    expect(signedIn.status).toBe(200);
    expect(await post(THIEF, `${secure}/api/setup`, body)).toMatchObject({
      status: 401,
      json: { code: 'setup-token-invalid' },
    });

    const cookie = String(signedIn.headers['set-cookie']).split(';')[0] ?? '';
    const look = async (from: string, base: string, sent = cookie) =>
      (await stage().ask(from, 'GET', `${base}/api/jobs`, { headers: { cookie: sent } })).status;
    expect(cookie).toMatch(/^__Host-covey_/);
    expect(await look(PHONE, secure)).toBe(200);
    for (const sent of [cookie, cookie.replace('__Host-', '')])
      expect([401, 403]).toContain(await look(THIEF, plain, sent));
    expect(await look(THIEF, secure, cookie.replace('__Host-', ''))).toBe(401);
    await stage().ask(PHONE, 'DELETE', `${secure}/api/session`, { headers: { cookie } });
    expect(await look(THIEF, secure)).toBe(401);
  });

  test('the owner’s token of the laptop is not taken over http from elsewhere', async () => {
    const headers = { authorization: `Bearer ${stage().ownerToken}` };
    expect(await stage().ask(THIEF, 'GET', `${plain}/api/jobs`, { headers })).toMatchObject({
      status: 403,
    });
  });

  test('a device’s hello that was heard on the wire is no hello', async () => {
    const { token } = await stage().invite(1);
    const { json, sign } = await stage().join(PHONE, { token });
    const signed: string[] = [];
    const identity = { ...json, sign: (text: string) => (signed.push(sign(text)), signed.at(-1) ?? '') };
    expect(await (await connect(PHONE, identity)).hello()).toMatchObject({ ok: true });
    const thief = await connect(THIEF, { ...json, sign: () => signed[0] ?? '' });
    expect(await thief.hello()).toMatchObject({ ok: false, error: { code: 'bad-signature' } });
  });

  test('the token of a connection opens nothing once that is closed, and that of a handover is good once', async () => {
    const { token } = await stage().invite(1);
    const { json, sign } = await stage().join(PHONE, { token });
    const device = await connect(PHONE, { ...json, sign });
    const welcome = await device.hello();
    if (!welcome.ok) throw new Error(welcome.error.message);
    const headers = { authorization: `Bearer ${welcome.value.blobToken}` };
    const fetchPart = async (from: string) =>
      (await stage().ask(from, 'GET', `${plain}/api/device/parts/${'0'.repeat(64)}`, { headers })).status;
    // It is known, and has no lease that reads this part.
    expect(await fetchPart(PHONE)).toBe(403);
    const { value } = (await device.ask('handover')) as { value: { token: string } };

    const moved = await stage().join(PHONE, { handover: value.token }, secure);
    expect(moved).toMatchObject({ status: 200, json: { deviceId: json.deviceId } });
    expect(await stage().join(THIEF, { handover: value.token })).toMatchObject({ status: 401 });
    await device.closed;
    expect(await fetchPart(THIEF)).toBe(401);
    const former = await connect(THIEF, { ...json, sign });
    expect(await former.hello()).toMatchObject({ ok: false, error: { code: 'bad-signature' } });
  });
});

describe.skipIf(lacking !== null)('a guesser', () => {
  const guess = async (from: string) => (await stage().join(from, { code: 'ZZZZ-ZZZZ' })).status;

  /** A device that joined and said hello; answers with its id. */
  async function bringIn(secret: object): Promise<string> {
    const { status, json, sign } = await stage().join(PHONE, secret);
    expect(status).toBe(200);
    const device = stage().connect(PHONE, { ...json, sign });
    onTestFinished(() => device.close());
    expect(await device.hello()).toMatchObject({ ok: true });
    return json.deviceId as string;
  }

  test('is locked out while thirty devices behind one address join and are connected within a minute', async () => {
    const { code } = await stage().invite(40);
    const guesses: number[] = [];
    const joining = { isOver: false };
    const lockedOut = Promise.withResolvers<void>();
    const guessing = (async () => {
      while (!joining.isOver) {
        guesses.push(await guess(STRANGER));
        if (guesses.length > 10) lockedOut.resolve();
      }
    })();
    await Promise.race([lockedOut.promise, guessing]);
    const started = performance.now();
    const devices = await Promise.all(Array.from({ length: 30 }, () => bringIn({ code }))).finally(
      () => (joining.isOver = true),
    );
    const seconds = (performance.now() - started) / 1000;
    await guessing;
    expect((await stage().join(STRANGER, { code })).status).toBe(429);
    console.info(`30 devices joined in ${seconds.toFixed(1)} s, beside ${guesses.length} guesses`);
    expect(seconds).toBeLessThan(60);
    expect(guesses.slice(0, 10)).toEqual(Array.from({ length: 10 }, () => 401));
    expect(new Set(guesses.slice(10))).toEqual(new Set([429]));
    const there = (await stage().own('GET', '/api/devices')).json as DeviceView[];
    const connected = there.filter((device) => device.connected).map(({ id }) => id as string);
    expect(connected).toEqual(expect.arrayContaining(devices));
  });

  test('with the same address as the others closes typed codes there, and no links', async () => {
    const { code, token } = await stage().invite(40);
    const guesses = await Promise.all(Array.from({ length: 10 }, () => guess(PHONE)));
    expect(guesses).toEqual(Array.from({ length: 10 }, () => 401));
    expect((await stage().join(PHONE, { code })).status).toBe(429);
    const scans = await Promise.all(Array.from({ length: 30 }, () => stage().join(PHONE, { token })));
    expect(scans.map(({ status }) => status)).toEqual(Array.from({ length: 30 }, () => 200));
  });
});
