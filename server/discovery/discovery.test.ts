// The coordinator's side of discovery, over real multicast on loopback and a port of its own.
import { expect, onTestFinished, test, vi } from 'vitest';
import { ServerId } from '../../shared/contract/ids.ts';
import { browseCoordinators } from '../../shared/platform/node/discovery/browse-coordinators.ts';
import type { Link } from '../../shared/platform/node/discovery/list-links.ts';
import { openMulticast } from '../../shared/platform/node/discovery/open-multicast.ts';
import { seekMulticast } from '../../shared/platform/node/discovery/testing/seek-multicast.ts';
import type { Log } from '../observe/log.ts';
import type { Announcement } from './announce-on-link.ts';
import { startDiscovery } from './start-discovery.ts';

const loopback: Link = { name: 'lo', address: '127.0.0.1', addresses: ['127.0.0.1'] };
const mdnsPort = 40_000 + (process.pid % 20_000);
const lacking = await seekMulticast(loopback.address, mdnsPort);
if (lacking !== null) console.warn(`skipped: announcing over loopback, because ${lacking}`);

const announcement: Announcement = {
  serverId: ServerId.parse(`srv_1a2b3c4d${'0'.repeat(24)}`),
  name: 'Mary’s laptop',
  https: true,
  fingerprint: 'ab'.repeat(32),
  port: 8787,
};

async function start(links: Link[], more: { describe?: () => Announcement } = {}) {
  const log = vi.fn<Log>();
  const turns: (() => void)[] = [];
  const clock = {
    every(_ms: number, look: () => void) {
      turns.push(look);
      return () => turns.splice(0);
    },
  };
  const describe = more.describe ?? (() => announcement);
  const discovery = await startDiscovery({ describe, log, links: () => links, clock, mdnsPort });
  onTestFinished(() => discovery.stop());
  return { discovery, log, look: () => turns.forEach((turn) => turn()) };
}

/** The first that fits, however long it takes to be announced. */
async function find(fits: (found: { name: string }) => boolean = () => true) {
  const stop = new AbortController();
  const found = await browseCoordinators({
    forMs: 10_000,
    links: () => [loopback],
    port: mdnsPort,
    signal: stop.signal,
    onFound: (each) => fits(each) && stop.abort(),
  });
  return found.find(fits);
}

test.skipIf(lacking !== null)(
  'it is found with its name, its port and the beginning of its fingerprint',
  async () => {
    const { discovery } = await start([loopback]);
    expect(discovery.name()).toBe('covey-1a2b.local');
    expect(await find()).toEqual({
      id: '1a2b3c4d',
      name: 'Mary’s laptop',
      host: 'covey-1a2b.local',
      url: 'http://127.0.0.1:8787',
      addresses: ['127.0.0.1'],
      port: 8787,
      https: true,
      fingerprint: 'ab'.repeat(8),
    });
  },
);

test.skipIf(lacking !== null)('it answers for its .local name with the addresses of the link', async () => {
  const link = { ...loopback, addresses: ['127.0.0.1', 'fd00::5'] };
  await start([link]);
  await find();
  const asker = await openMulticast(loopback, { port: mdnsPort, onTrouble: () => undefined });
  onTestFinished(asker.close);
  const { mdns } = (asker.bonjour as unknown as { server: { mdns: Mdns } }).server;
  const ask = (type: string) =>
    new Promise((resolve) => {
      mdns.on('response', ({ answers }) => {
        const own = answers.filter((each) => each.type === type && each.name === 'covey-1a2b.local');
        if (own.length > 0) resolve(own.map(({ data }) => data));
      });
      mdns.query('covey-1a2b.local', type);
    });
  expect(await ask('A')).toEqual(['127.0.0.1']);
  expect(await ask('AAAA')).toEqual(['fd00::5']);
});

test.skipIf(lacking !== null)('a goodbye is said at the end, and the end may come twice', async () => {
  const { discovery } = await start([loopback]);
  await find();
  const { bonjour, close } = await openMulticast(loopback, { port: mdnsPort, onTrouble: () => undefined });
  onTestFinished(close);
  const browser = bonjour.find({ type: 'covey' });
  await new Promise((resolve) => browser.once('up', resolve));
  const gone = new Promise((resolve) => browser.once('down', resolve));
  await Promise.all([discovery.stop(), discovery.stop()]);
  expect(await gone).toMatchObject({ host: 'covey-1a2b.local' });
  expect(discovery.name()).toBeNull();
});

test.skipIf(lacking !== null)(
  'another name or root is announced anew, and so is a link that comes later',
  async () => {
    const links: Link[] = [];
    let now = announcement;
    const { discovery, look, log } = await start(links, { describe: () => now });
    expect(discovery.name()).toBeNull();
    expect(log).toHaveBeenCalledWith(
      'warn',
      expect.any(String),
      expect.objectContaining({ reason: expect.any(String) }),
    );
    links.push(loopback);
    look();
    await find();
    expect(discovery.name()).toBe('covey-1a2b.local');
    now = { ...announcement, name: 'John’s laptop' };
    look();
    expect(await find((found) => found.name === 'John’s laptop')).toBeDefined();
  },
);

test('a link that cannot be used costs one line and nothing else', async () => {
  const gone: Link = { name: 'gone0', address: '203.0.113.77', addresses: ['203.0.113.77'] };
  const { discovery, log, look } = await start([gone]);
  look();
  await discovery.stop();
  expect(discovery.name()).toBeNull();
  expect(log.mock.calls.map(([level]) => level)).toEqual(['warn']);
});

interface Mdns {
  on(
    event: 'response',
    listener: (packet: { answers: { name: string; type: string; data: unknown }[] }) => void,
  ): void;
  query(name: string, type: string): void;
}
