// Who is heard on the two sockets, and who sees a swarm live. Proved by access-sockets.e2e.ts, shown on ACCESS.md.
import { createHash } from 'node:crypto';
import type { DeviceToCoordinator } from '../../shared/contract/device-messages.ts';
import type { JobNumber } from '../../shared/contract/ids.ts';
import { packBatch } from '../../shared/contract/result-batch.ts';
import { type Caller, CALLERS } from './access-matrix.ts';

/** What becomes of a device's message. */
export type Heard = 'answered' | 'gone' | 'refused';
interface MessageRule {
  arguments: unknown[];
  waiting: Heard;
  approved: Heard;
}
/** The same for both, because the job is nobody's; what a waiting device sends of a live job is proved beside. */
const forUnknownJob = { waiting: 'gone', approved: 'gone' } as const;
const sayable = { waiting: 'answered', approved: 'answered' } as const;
const emptyRecord = {
  index: 0,
  start: 0,
  cpu: 0,
  digest: new Uint8Array(createHash('sha256').update('').digest()),
  byReference: false,
  bytes: new Uint8Array(0),
};
/** Every message a device may send, from the contract's own type: a new one does not compile without its line here. */
export const messages: Record<
  Exclude<keyof DeviceToCoordinator, 'hello' | 'status' | 'returned'>,
  MessageRule
> = {
  results: {
    arguments: [packBatch({ job: 4_000_000_000 as JobNumber, generation: 1 }, [emptyRecord])],
    ...forUnknownJob,
  },
  failed: {
    arguments: [{ job: 4_000_000_000, generation: 1, index: 0, code: 'threw', message: '' }],
    ...forUnknownJob,
  },
  handover: { arguments: [], waiting: 'refused', approved: 'answered' },
  goodbye: { arguments: [], ...sayable },
  leave: { arguments: [], ...sayable },
};
/** Who sees a swarm live, and what the others are told. */
export const watching: Record<Caller, 'snapshot' | 'not-signed-in' | 'forbidden'> = {
  nobody: 'not-signed-in',
  'wrong token': 'not-signed-in',
  'expired session': 'not-signed-in',
  'signed out': 'not-signed-in',
  device: 'not-signed-in',
  viewer: 'snapshot',
  operator: 'snapshot',
  owner: 'snapshot',
  'token see': 'snapshot',
  'token jobs': 'forbidden',
  'token devices': 'forbidden',
  'token people': 'forbidden',
  'this computer': 'snapshot',
};

/** Lines of the page. */
export const describeSockets = (): string[] => [
  '## Messages of devices',
  '',
  'Whoever says anything before a valid `hello` is sent away. `status` and `returned` have no answer; `results` and `failed` here are of a job that is not there; of a live job a waiting device is answered `gone` as well.',
  '',
  '| message | waiting for approval | approved |',
  '|---|---|---|',
  ...Object.entries(messages).map(
    ([message, rule]) => `| \`${message}\` | ${rule.waiting} | ${rule.approved} |`,
  ),
  '',
  '## Watching',
  '',
  '| caller | sees |',
  '|---|---|',
  ...CALLERS.map((caller) => `| ${caller} | ${watching[caller]} |`),
  '',
  'A screen is sent away within two seconds when its person is signed out, removed, given another role, or the session expires. It says what it shows and nothing else.',
];
