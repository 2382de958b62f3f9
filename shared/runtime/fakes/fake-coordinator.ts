// A coordinator behind a link, for tests: it remembers what it was told and says what a test has it say.
import type { ChunkFailure, Lease } from '../../contract/chunk.ts';
import type { DeviceStatus } from '../../contract/device.ts';
import type {
  BatchReply,
  Hello,
  Reply,
  Returned,
  Steering,
  Welcome,
} from '../../contract/device-messages.ts';
import type { ServerId, Sha256 } from '../../contract/ids.ts';
import { parseBatch, recordBytes, recordByReference, recordIndex } from '../../contract/result-batch.ts';
import type { Link, LinkListener } from '../ports.ts';
import { settle } from './fake-clock.ts';

const steering: Steering = { enabled: true, approved: true, throttle: 1, swarm: 'running', quarantine: null };

/** A coordinator as seen through a link. Replies to batches only when told, so that a test can cut the connection in between. */
export function fakeCoordinator() {
  let listener: LinkListener | null = null;
  let connected = false;
  let open: { answer: (reply: BatchReply) => void; lose: (error: Error) => void }[] = [];
  const seen = {
    hellos: [] as Hello[],
    statuses: [] as DeviceStatus[],
    returned: [] as Returned[],
    failed: [] as ChunkFailure[],
    batches: [] as { indices: number[]; bytes: number[][]; byReference: boolean[] }[],
    parts: new Map<Sha256, Uint8Array>(),
    fetches: [] as Sha256[],
    goodbyes: 0,
    leaves: 0,
    stops: 0,
  };
  const state = { autoReply: true, fetchFails: 0, helloAnswer: null as Reply<Welcome> | null };
  const gone = () => new Error('the connection is gone');

  const link: Link = {
    start: (heard) => void (listener = heard),
    stop: () => Promise.resolve(void seen.stops++),
    hello(hello) {
      seen.hellos.push(hello);
      return Promise.resolve(
        state.helloAnswer ?? {
          ok: true,
          value: {
            device: 1 as never,
            name: 'phone',
            swarmName: 'home',
            steering,
            blobToken: `token${seen.hellos.length}`,
          },
        },
      );
    },
    results(bytes) {
      const batch = parseBatch(bytes);
      if (!connected || !batch) return Promise.reject(gone());
      const at = Array.from(batch.offsets);
      seen.batches.push({
        indices: at.map((offset) => recordIndex(batch.view, offset)),
        bytes: at.map((offset) => [...recordBytes(batch, offset)]),
        byReference: at.map((offset) => recordByReference(batch.view, offset)),
      });
      if (state.autoReply) return Promise.resolve({ status: 'recorded' });
      return new Promise((answer, lose) => open.push({ answer, lose }));
    },
    failed(failure) {
      if (!connected) return Promise.reject(gone());
      seen.failed.push(failure);
      return Promise.resolve({ status: 'recorded' });
    },
    status: (status) => void seen.statuses.push(status),
    returned: (returned) => void seen.returned.push(returned),
    goodbye: () => Promise.resolve(void seen.goodbyes++),
    leave: () => Promise.resolve(void seen.leaves++),
    handover: () =>
      connected ? Promise.resolve({ token: 'handover', expiresInMs: 120_000 }) : Promise.reject(gone()),
    fetchPart(sha) {
      seen.fetches.push(sha);
      if (!connected) return Promise.reject(gone());
      if (state.fetchFails > 0) return Promise.reject(new Error(`no luck (${state.fetchFails--} to go)`));
      return Promise.resolve(seen.parts.get(sha) ?? new Uint8Array(0));
    },
    putPart(sha, bytes) {
      if (!connected) return Promise.reject(gone());
      seen.parts.set(sha, bytes.slice());
      return Promise.resolve();
    },
    setBlobToken: () => {},
  };

  const say = () => {
    if (!listener) throw new Error('the link was not started');
    return listener;
  };
  return {
    link,
    seen,
    state,
    say,
    async connect() {
      connected = true;
      say().challenged({
        serverId: 'srv_1' as ServerId,
        nonce: `nonce${seen.hellos.length}`,
        protocol: { oldest: 1, newest: 1 },
      });
      await settle();
    },
    async disconnect() {
      connected = false;
      for (const { lose } of open) lose(gone());
      open = [];
      say().disconnected();
      await settle();
    },
    async reply(reply: BatchReply = { status: 'recorded' }) {
      for (const { answer } of open) answer(reply);
      open = [];
      await settle();
    },
    async lease(lease: Lease) {
      say().leased(lease);
      await settle();
    },
  };
}
