// One of the senders that fuzz a coordinator side by side: chooses what to send next, sends it, looks at the answer and keeps count.
import { Agent } from 'node:http';
import { platform } from 'node:os';
import * as fc from 'fast-check';
import { seededRandom } from '../../../shared/testing/seeded-random.ts';
import type { TestIdentity } from '../test-coordinator.ts';
import { readCorpus } from './corpus.ts';
import type { LiveReport } from './live-report.ts';
import { hostileHellos, hostileMessages, type HostileMessage } from './hostile-packets.ts';
import { type Credentials, hostileBytes, hostileRequests } from './hostile-requests.ts';
import { deviceSession, sendBytes, sendRequest, strangerSession, viewerSession } from './send-hostile.ts';
import type { Stage } from './stage.ts';

/** Addresses of its own to send from, where loopback has that many. */
const SPREAD = 200;
const REQUESTS_PER_CONNECTION = 25;

/** Values of an arbitrary one after the other, the same for the same seed. */
function* stream<T>(arbitrary: fc.Arbitrary<T>, seed: number): Generator<T, never> {
  for (let batch = 0; ; batch++) yield* fc.sample(arbitrary, { seed: seed + batch, numRuns: 100 });
}

const next = <T>(values: Generator<T, never>): T => values.next().value;
const take = <T>(values: Generator<T, never>, count: number): T[] =>
  Array.from({ length: count }, () => next(values));

/** One sender: each call goes on until `goesOn` says no. */
export function fuzzLane(
  stage: Stage,
  identity: TestIdentity,
  seed: number,
  sacrifice: { job: number; generation: number },
  report: LiveReport,
  recent: string[],
  goesOn: () => boolean,
): () => Promise<void> {
  const corpus = readCorpus();
  const random = seededRandom(seed);
  const requests = stream(hostileRequests(corpus), seed);
  const bytes = stream(hostileBytes(stage.port), seed);
  const messages = stream(hostileMessages(corpus, sacrifice), seed);
  const hellos = stream(hostileHellos(corpus), seed);
  const tokens: Record<Credentials, string | null> = {
    none: null,
    wrong: 'x'.repeat(43),
    device: null,
    owner: stage.ownerToken,
  };

  const remember = (what: string) => {
    recent.push(JSON.stringify(what.slice(0, 300)));
    recent.splice(0, recent.length - 30);
  };
  const count = (kind: keyof LiveReport['sent'], all: { mutated: boolean }[]) => {
    report.sent[kind] += all.length;
    report.mutated += all.filter(({ mutated }) => mutated).length;
  };
  const tell = (all: HostileMessage[]) =>
    all.forEach(({ packets }) =>
      remember(
        packets
          .map((packet) => (typeof packet === 'string' ? packet : Buffer.from(packet).toString('hex')))
          .join(' + '),
      ),
    );
  const where = () => ({
    port: stage.port,
    from:
      platform() === 'linux'
        ? `127.0.${1 + Math.floor(random() * SPREAD)}.${1 + Math.floor(random() * SPREAD)}`
        : undefined,
  });
  const connectAnew = () => {
    const { from } = where();
    return new Agent({ keepAlive: true, maxSockets: 1, ...(from !== undefined && { localAddress: from }) });
  };
  const connection = { agent: connectAnew(), used: 0 };

  async function request(): Promise<void> {
    const hostile = next(requests);
    remember(
      `${hostile.method} ${hostile.path} as ${hostile.credentials} ${Buffer.from(hostile.body ?? [])
        .toString()
        .slice(0, 200)}`,
    );
    count('requests', [hostile]);
    if (++connection.used % REQUESTS_PER_CONNECTION === 0) {
      connection.agent.destroy();
      connection.agent = connectAnew();
    }
    const { status, text } = await sendRequest(where(), connection.agent, tokens, hostile);
    report.statuses[status ?? -1] = (report.statuses[status ?? -1] ?? 0) + 1;
    if (status === 0 || (status !== null && status >= 500))
      throw new Error(`${hostile.method} ${hostile.path} was answered ${status}: ${text.slice(0, 500)}`);
    if (status !== null && status < 300 && hostile.method !== 'GET')
      throw new Error(
        `${hostile.method} ${hostile.path} as ${hostile.credentials} was taken: ${text.slice(0, 500)}`,
      );
  }

  const kinds: [weight: number, send: () => Promise<void>][] = [
    [60, request],
    [
      4,
      async () => {
        const raw = next(bytes);
        remember(Buffer.from(raw.bytes).toString('latin1'));
        count('bytes', [raw]);
        await sendBytes(where(), raw.bytes);
      },
    ],
    [
      10,
      async () => {
        const said = take(messages, 5);
        tell(said);
        count('device', said);
        const { blobToken } = await deviceSession(where(), random() < 0.25, identity, said);
        tokens.device = blobToken;
      },
    ],
    [
      5,
      async () => {
        const said = take(hellos, 2);
        tell(said);
        count('stranger', said);
        await strangerSession(where(), random() < 0.25, said);
      },
    ],
    [
      2,
      async () => {
        const said = take(messages, 2);
        count('viewer', said);
        await viewerSession(where(), random() < 0.5 ? stage.ownerToken : null, said);
      },
    ],
  ];
  const total = kinds.reduce((sum, [weight]) => sum + weight, 0);

  return async () => {
    while (goesOn()) {
      let at = random() * total;
      const chosen = kinds.find(([weight]) => (at -= weight) < 0);
      await chosen?.[1]();
    }
    connection.agent.destroy();
  };
}
