// Real multicast over loopback on a port of its own, so that nothing on the network hears of it.
import { createSocket } from 'node:dgram';
import { expect, onTestFinished, test, vi } from 'vitest';
import { browseCoordinators } from './browse-coordinators.ts';
import { listLinks, type Link } from './list-links.ts';
import { openMulticast } from './open-multicast.ts';
import { readFound } from './read-found.ts';
import { seekMulticast } from './testing/seek-multicast.ts';

const loopback: Link = { name: 'lo', address: '127.0.0.1', addresses: ['127.0.0.1'] };
const port = 20_000 + (process.pid % 20_000);
const lacking = await seekMulticast(loopback.address, port);
if (lacking !== null) console.warn(`skipped: discovery over loopback, because ${lacking}`);

const heard = (more: object = {}) => ({
  host: 'covey-1a2b.local',
  port: 8787,
  txt: { v: '1', id: '1a2b3c4d', name: 'Mary', tls: '1', fp: 'ab'.repeat(8) },
  addresses: ['fd00::2', '192.168.1.23', '10.0.0.2'],
  referer: { address: '10.0.0.2' },
  ...more,
});

test('the address that the answer came from is the one to knock at', () => {
  expect(readFound(heard())).toEqual({
    id: '1a2b3c4d',
    name: 'Mary',
    host: 'covey-1a2b.local',
    url: 'http://10.0.0.2:8787',
    addresses: ['10.0.0.2', '192.168.1.23', 'fd00::2'],
    port: 8787,
    https: true,
    fingerprint: 'ab'.repeat(8),
  });
  expect(readFound(heard({ referer: undefined }))?.url).toBe('http://192.168.1.23:8787');
  expect(readFound(heard({ addresses: ['fd00::2'], referer: undefined }))?.url).toBe('http://[fd00::2]:8787');
  expect(readFound(heard({ addresses: [], referer: { address: '10.9.9.9' } }))?.url).toBe(
    'http://10.9.9.9:8787',
  );
});

test('a name cannot steer a screen, and ends somewhere', () => {
  const named = (name: string) => readFound(heard({ txt: { ...heard().txt, name } }))?.name;
  expect(named('a\u001b[2Jb\nc\u202ed')).toBe('a\ufffd[2Jb\ufffdc\ufffdd');
  expect(named('x'.repeat(1_000))).toHaveLength(60);
  expect(named('')).toBe('covey 1a2b3c4d');
});

test.each([
  ['no text', { txt: undefined }],
  ['another version', { txt: { ...heard().txt, v: '2' } }],
  ['an id that is none', { txt: { ...heard().txt, id: '../../etc' } }],
  ['a fingerprint that is none', { txt: { ...heard().txt, fp: 'sha256' } }],
  ['no port', { port: 0 }],
  ['a port that is none', { port: 70_000 }],
  [
    'nowhere to go',
    { addresses: ['127.0.0.1', '224.0.0.1', '::1', 'fe80::1', 'nonsense', 7], referer: undefined },
  ],
])('what has %s is not believed', (_what, more) => {
  expect(readFound(heard(more))).toBeNull();
});

test('a host name that is not of this network is left out', () => {
  expect(readFound(heard({ host: 'bank.example.com' }))?.host).toBeNull();
});

test('networks are real interfaces with IPv4, without bridges, tunnels and addresses that need a zone', () => {
  const one = (address: string, family: 'IPv4' | 'IPv6', internal = false) =>
    ({ address, family, internal, netmask: '', mac: '', cidr: null, scopeid: 0 }) as never;
  expect(
    listLinks({
      lo: [one('127.0.0.1', 'IPv4', true)],
      wlan0: [one('192.168.1.5', 'IPv4'), one('fe80::1', 'IPv6'), one('fd00::5', 'IPv6')],
      docker0: [one('172.17.0.1', 'IPv4')],
      tun0: [one('10.8.0.2', 'IPv4')],
      eth1: [one('fd00::9', 'IPv6')],
    }),
  ).toEqual([{ name: 'wlan0', address: '192.168.1.5', addresses: ['192.168.1.5', 'fd00::5'] }]);
});

async function announce(txt: object, services = 1): Promise<void> {
  const { bonjour, close } = await openMulticast(loopback, { port, onTrouble: () => undefined });
  onTestFinished(close);
  await Promise.all(
    Array.from({ length: services }, async (_, i) => {
      const service = bonjour.publish({
        name: `one-${i}`,
        type: 'covey',
        host: 'covey-1a2b.local',
        port: 8787,
        txt: { ...txt },
        probe: false,
      });
      await new Promise((resolve) => service.once('up', resolve));
    }),
  );
}

test.skipIf(lacking !== null)('a coordinator that is announced twice is one in the list', async () => {
  await announce(heard().txt, 2);
  const stop = new AbortController();
  const onFound = vi.fn<() => void>(() => stop.abort());
  const found = await browseCoordinators({
    forMs: 5_000,
    links: () => [loopback],
    port,
    signal: stop.signal,
    onFound,
  });
  expect(found).toMatchObject([{ id: '1a2b3c4d', host: 'covey-1a2b.local', port: 8787, https: true }]);
  expect(onFound).toHaveBeenCalledOnce();
});

test.skipIf(lacking !== null)('noise and hostile packets end nothing', async () => {
  const socket = createSocket('udp4');
  onTestFinished(() => void socket.close());
  await new Promise<void>((resolve) => socket.bind(0, resolve));
  socket.setMulticastInterface(loopback.address);
  const send = (bytes: Buffer) => new Promise((resolve) => socket.send(bytes, port, '224.0.0.251', resolve));
  const stop = new AbortController();
  const browsing = browseCoordinators({
    forMs: 5_000,
    links: () => [loopback],
    port,
    signal: stop.signal,
    onFound: () => stop.abort(),
  });
  for (const noise of [
    'hello',
    'ff'.repeat(12),
    '000084000001000100000000c00c',
    '0000840000000001000000000000',
  ])
    await send(Buffer.from(noise, 'hex'));
  await announce({ ...heard().txt, id: 'not an id' });
  await announce(heard().txt);
  expect(await browsing).toHaveLength(1);
});

test.skipIf(lacking !== null)(
  'a link that cannot be listened on is left out, and a search may find nothing',
  async () => {
    const gone: Link = { name: 'gone0', address: '203.0.113.77', addresses: ['203.0.113.77'] };
    expect(await browseCoordinators({ forMs: 50, links: () => [gone], port })).toEqual([]);
    expect(
      await browseCoordinators({ forMs: 60_000, links: () => [gone], port, signal: AbortSignal.abort() }),
    ).toEqual([]);
  },
);

test.skipIf(lacking !== null)('a link that comes up while somebody listens is listened on', async () => {
  await announce(heard().txt);
  const stop = new AbortController();
  const links = vi.fn<() => Link[]>(() => [loopback]).mockReturnValueOnce([]);
  const browsing = browseCoordinators({
    forMs: 10_000,
    links,
    port,
    signal: stop.signal,
    onFound: () => stop.abort(),
  });
  expect(await browsing).toHaveLength(1);
});
