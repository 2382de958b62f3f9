// One device of the throughput bench, a process of its own: joins, and answers every lease at once with batches of 64 results of 64 bytes.
// No compute threads: what is measured is the coordinator. Arguments: URL, join token.
import { createHash } from 'node:crypto';
import type { JoinResponse } from '../../../shared/contract/http-api.ts';
import { packBatch } from '../../../shared/contract/result-batch.ts';
import { connectDevice } from '../test-device.ts';
import { capabilities, makeKey } from '../test-coordinator.ts';

const [url = '', token = ''] = process.argv.slice(2);
const key = makeKey();
const joined = await fetch(`${url}/api/join`, {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ token, publicKey: key.publicKey, algorithm: 'ed25519', capabilities }),
});
if (!joined.ok) throw new Error(await joined.text());
const device = connectDevice(url, { ...((await joined.json()) as JoinResponse), sign: key.sign }, [
  'websocket',
]);

const bytes = new Uint8Array(64);
const digest = createHash('sha256').update(bytes).digest();
let queue = Promise.resolve();
device.socket.on('lease', (lease) => {
  // results of the probe at `bytes: 64` are not checked here: the job runs under `trust`
  const sends: (() => Promise<unknown>)[] = [];
  for (let first = lease.first; first < lease.first + lease.count; first += 64) {
    const count = Math.min(64, lease.first + lease.count - first);
    const records = Array.from({ length: count }, (_, i) => ({
      index: first + i,
      start: 1,
      cpu: 20,
      digest,
      byReference: false,
      bytes,
    }));
    const batch = packBatch(lease, records);
    sends.push(() => device.ask('results', batch));
  }
  // a few batches under way at once, as the outbox allows
  queue = queue.then(async () => {
    const running = new Set<Promise<unknown>>();
    for (const send of sends) {
      const one: Promise<unknown> = send().finally(() => running.delete(one));
      running.add(one);
      if (running.size >= 8) await Promise.race(running);
    }
    await Promise.all(running);
  });
});
const welcome = await device.hello();
if (!welcome.ok) throw new Error(welcome.error.message);
process.on('disconnect', () => process.exit(0));
