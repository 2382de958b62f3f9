// What a screen costs on the wire: bytes counted on its socket while 1,000 devices report 50,000 chunks a second to a real coordinator, for each
// screen. The first answer is told apart from what follows. Compared with the 100 KB/s that a screen may take.
import { io } from 'socket.io-client';
import { type BenchRow, benchRow } from '../../../shared/testing/bench-row.ts';
import { SOCKET_PATH } from '../../../shared/contract/device-messages.ts';
import { type SwarmSnapshot, VIEWER_NAMESPACE } from '../../../shared/contract/viewer-messages.ts';
import { WATCH_ALL, WATCH_LITTLE, type Watch } from '../../../shared/contract/viewer-watch.ts';
import { type BusySwarm, startBusySwarm } from './busy-swarm.ts';

export const name = 'viewer';

const DEVICES = 1_000;
const CHUNKS_PER_SECOND = 50_000;
const SECONDS = 8;
const MOST = { name: 'what a screen may take', value: 100 };

interface Screen {
  name: string;
  /** What is shown at second `n`: a screen that scrolls shows something else each time. */
  shows(n: number, first: SwarmSnapshot): Partial<Watch>;
  everyMs?: number;
}

const numbersOf = (first: SwarmSnapshot) => first.outline?.map(({ number }) => number) ?? [];
const lanes = (first: SwarmSnapshot, from: number) => numbersOf(first).slice(from, from + 40);
const screens: Screen[] = [
  { name: 'a settings page', shows: () => ({}) },
  { name: 'overview', shows: () => ({ devices: { from: 0, count: 6 }, jobs: 'latest', events: true }) },
  { name: 'devices, 60 cards', shows: () => ({ devices: { from: 100, count: 60 } }) },
  {
    name: 'devices, cards being scrolled',
    everyMs: 400,
    shows: (n) => ({ devices: { from: (n * 24) % 900, count: 36 } }),
  },
  { name: 'devices, picture of all', shows: () => ({ outline: 'figures' }) },
  { name: 'jobs', shows: () => ({ jobs: 'lines' }) },
  {
    name: 'task stream, 40 lanes',
    shows: (_, first) => ({
      outline: 'names',
      stream: { from: Date.now() - 60_000, to: null, lanes: lanes(first, 100) },
    }),
  },
  {
    name: 'task stream, all lanes',
    shows: () => ({ outline: 'names', stream: { from: Date.now() - 60_000, to: null, lanes: 'all' } }),
  },
  { name: 'everything, unasked', shows: () => WATCH_ALL },
];

interface Counted {
  firstKb: number;
  kbPerSecond: number;
}

/** Bytes as they are on the socket: text frames as UTF-8, binary frames as they are. */
const sizeOf = (data: unknown) =>
  typeof data === 'string' ? Buffer.byteLength(data) : ((data as ArrayBuffer | undefined)?.byteLength ?? 0);

async function count(swarm: BusySwarm, screen: Screen): Promise<Counted> {
  const outline = await firstOf(swarm, { outline: 'names' });
  const socket = io(swarm.url + VIEWER_NAMESPACE, {
    path: SOCKET_PATH,
    transports: ['websocket'],
    forceNew: true,
    reconnection: false,
    auth: { token: swarm.ownerToken, watch: { ...WATCH_LITTLE, ...screen.shows(0, outline) } },
  });
  const counted = { bytes: 0 };
  socket.io.on('open', () =>
    socket.io.engine.on('packet', ({ data }: { data?: unknown }) => {
      counted.bytes += sizeOf(data) + 1;
    }),
  );
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('snapshot', () => resolve());
      socket.once('refused', (error: { message: string }) => reject(new Error(error.message)));
    });
    const first = counted.bytes;
    counted.bytes = 0;
    const began = performance.now();
    const moving = { n: 1 };
    const timer = setInterval(() => {
      if (screen.everyMs) socket.emit('watch', { ...WATCH_LITTLE, ...screen.shows(moving.n++, outline) });
    }, screen.everyMs ?? 1_000);
    await new Promise((resolve) => setTimeout(resolve, SECONDS * 1000));
    clearInterval(timer);
    return {
      firstKb: first / 1000,
      kbPerSecond: counted.bytes / (performance.now() - began),
    };
  } finally {
    socket.disconnect();
  }
}

function firstOf(swarm: BusySwarm, watch: Partial<Watch>): Promise<SwarmSnapshot> {
  const socket = io(swarm.url + VIEWER_NAMESPACE, {
    path: SOCKET_PATH,
    forceNew: true,
    reconnection: false,
    auth: { token: swarm.ownerToken, watch: { ...WATCH_LITTLE, ...watch } },
  });
  return new Promise((resolve) =>
    socket.once('snapshot', (snapshot: SwarmSnapshot) => {
      socket.disconnect();
      resolve(snapshot);
    }),
  );
}

export async function run(): Promise<BenchRow[]> {
  const swarm = await startBusySwarm(DEVICES, null);
  const rows: BenchRow[] = [];
  try {
    swarm.work(CHUNKS_PER_SECOND);
    // until leases are as long and rates as high as they will be
    await new Promise((resolve) => setTimeout(resolve, 5_000));
    const before = { chunks: swarm.chunks(), at: performance.now() };
    for (const screen of screens) {
      const { firstKb, kbPerSecond } = await count(swarm, screen);
      rows.push(benchRow(`${name}: ${screen.name}`, 'KB/s', [kbPerSecond], MOST));
      rows.push(benchRow(`${name}: ${screen.name}, first answer`, 'KB', [firstKb]));
    }
    const perSecond = ((swarm.chunks() - before.chunks) * 1000) / (performance.now() - before.at);
    rows.push(benchRow(`${name}: chunks meanwhile`, 'chunks/s', [perSecond]));
  } finally {
    swarm.rest();
    await swarm.stop();
  }
  return rows;
}
