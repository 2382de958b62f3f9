// The main process's end of the link: what it keeps from the page, what it adds, and what it lets go of.
import { expect, test, vi } from 'vitest';
import type { Hello, Steering } from '../../../shared/contract/device-messages.ts';
import { DeviceId, JobNumber, ServerId, Sha256 } from '../../../shared/contract/ids.ts';
import type { Link, LinkListener } from '../../../shared/runtime/ports.ts';
import { createLinkService } from './serve-link.ts';

const deviceId = DeviceId.parse(`dev_${'1'.repeat(32)}`);
const serverId = ServerId.parse(`srv_${'2'.repeat(32)}`);
const sha = Sha256.parse('a'.repeat(64));
const builtIn = Sha256.parse('b'.repeat(64));
const job = JobNumber.parse(7);
const challenge = { serverId, nonce: 'n'.repeat(43), protocol: { oldest: 1, newest: 2 } };
const steering: Steering = { enabled: true, approved: true, throttle: 1, swarm: 'running', quarantine: null };

function open() {
  const told: [string, unknown][] = [];
  const links: {
    heard: LinkListener;
    hellos: Hello[];
    tokens: string[];
    isStopped: boolean;
    signals: AbortSignal[];
  }[] = [];
  const connect = (): Link => {
    const made = {
      heard: undefined as unknown as LinkListener,
      hellos: [] as Hello[],
      tokens: [] as string[],
      isStopped: false,
      signals: [] as AbortSignal[],
    };
    links.push(made);
    return {
      start: (listener) => void (made.heard = listener),
      stop: async () => void (made.isStopped = true),
      async hello(hello) {
        made.hellos.push(hello);
        return {
          ok: true,
          value: { device: 1 as never, name: 'L', swarmName: 'Home', steering, blobToken: 'secret' },
        };
      },
      results: async () => ({ status: 'recorded' }),
      failed: async () => ({ status: 'recorded' }),
      status: () => undefined,
      returned: () => undefined,
      goodbye: async () => undefined,
      leave: async () => undefined,
      handover: () => Promise.reject(new Error('never')),
      fetchPart(_sha, _size, signal) {
        made.signals.push(signal);
        return new Promise((_resolve, reject) =>
          signal.addEventListener('abort', () => reject(signal.reason as Error)),
        );
      },
      putPart: async () => undefined,
      setBlobToken: (token) => void made.tokens.push(token),
    };
  };
  const service = createLinkService({
    account: {
      find: () => null,
      join: async () => undefined,
      forget: async () => undefined,
      way: () => ({ reach: { url: 'http://a', fetch }, deviceId }),
      answer: ({ nonce }) => `signed ${nonce}`,
      welcomed: () => undefined,
    },
    scripts: { read: async (asked) => (asked === builtIn ? Buffer.from('script') : null) },
    connect,
    tell: (event, said) => void told.push([event, said]),
  });
  return { service, told, links, handlers: service.handlers };
}

const hello = {
  protocol: 2,
  deviceId: DeviceId.parse(`dev_${'f'.repeat(32)}`),
  signature: 'the page’s own',
} as Hello;

test('the hello is signed here, for the device that this is, and the token for parts stays here', async () => {
  const { handlers, links } = open();
  await handlers.linkStart(undefined);
  await expect(handlers.linkHello(hello)).rejects.toThrow('has not asked');
  links[0]!.heard.challenged(challenge);
  const answer = await handlers.linkHello(hello);
  expect(links[0]!.hellos).toMatchObject([{ deviceId, signature: `signed ${challenge.nonce}` }]);
  expect(answer).toMatchObject({ ok: true, value: { blobToken: '' } });
  expect(links[0]!.tokens).toEqual(['secret']);
});

test('what the coordinator says goes to the page as it came, and its questions are answered once', async () => {
  const { handlers, links, told } = open();
  await handlers.linkStart(undefined);
  const { heard } = links[0]!;
  heard.challenged(challenge);
  heard.steered(steering);
  const answers: unknown[] = [];
  const ask = { leaseId: 1, job, first: 0, count: 5 };
  heard.takenBack(ask, (released) => void answers.push(released));
  expect(told).toEqual([
    ['linkSaid', { message: 'challenge', said: challenge }],
    ['linkSaid', { message: 'steer', said: steering }],
    ['linkSaid', { message: 'takeBack', said: ask, ticket: 1 }],
  ]);
  await handlers.linkReleased({ ticket: 1, released: [{ first: 3, count: 2 }] });
  await handlers.linkReleased({ ticket: 1, released: [] });
  await handlers.linkReleased({ ticket: 99, released: [] });
  expect(answers).toEqual([[{ first: 3, count: 2 }]]);
  heard.disconnected();
  expect(told.at(-1)).toEqual(['linkLost', undefined]);
});

test('scripts that came with the program are not fetched, and come without anything beside them', async () => {
  const { handlers, links } = open();
  await handlers.linkStart(undefined);
  const bytes = await handlers.fetchPart({ ticket: 1, sha: builtIn, size: null });
  expect(new TextDecoder().decode(bytes)).toBe('script');
  expect(bytes.buffer.byteLength).toBe(6);
  expect(links[0]!.signals).toEqual([]);
});

test('a transfer ends when the page gives it up, and with the link', async () => {
  const { handlers, links } = open();
  await handlers.linkStart(undefined);
  const first = handlers.fetchPart({ ticket: 1, sha, size: null }) as Promise<Uint8Array>;
  const second = handlers.fetchPart({ ticket: 2, sha, size: null }) as Promise<Uint8Array>;
  first.catch(() => undefined);
  second.catch(() => undefined);
  await vi.waitFor(() => expect(links[0]!.signals).toHaveLength(2));
  await handlers.cancelPart(1);
  await expect(first).rejects.toThrow('gave the transfer up');
  await handlers.linkStop(undefined);
  await expect(second).rejects.toThrow('the link was stopped');
});

test('a page that begins anew ends what was before, and hears nothing of it', async () => {
  const { handlers, links, told } = open();
  await handlers.linkStart(undefined);
  await handlers.linkStart(undefined);
  expect(links.map(({ isStopped }) => isStopped)).toEqual([true, false]);
  links[0]!.heard.steered(steering);
  links[0]!.heard.disconnected();
  expect(told).toEqual([]);
});

test('without a link everything that needs one is refused, and the rest is nothing', async () => {
  const { handlers, service } = open();
  expect(() => handlers.linkResults(new Uint8Array())).toThrow('connection to the coordinator is down');
  await expect(handlers.fetchPart({ ticket: 1, sha, size: null })).rejects.toThrow('is down');
  expect(handlers.linkReturned({ leaseId: 1, job, ranges: [] })).toBeUndefined();
  await service.goodbye();
  await service.stop();
});
