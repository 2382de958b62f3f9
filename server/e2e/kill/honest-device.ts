// A device process that never loses a result and tells its parent of every acknowledgement: computes the probe's bytes, keeps them until they are
// thanked for, reconnects for ever. Arguments: URL, join token.
import type { Lease } from '../../../shared/contract/chunk.ts';
import type { JoinResponse } from '../../../shared/contract/http-api.ts';
import { capabilities, makeKey } from '../test-coordinator.ts';
import { connectDevice, type TestDevice } from '../test-device.ts';
import { probeBytes } from './probe-bytes.ts';

const [url = '', token = ''] = process.argv.slice(2);
const key = makeKey();
const joined = await fetch(`${url}/api/join`, {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ token, publicKey: key.publicKey, algorithm: 'ed25519', capabilities }),
});
const identity = { ...((await joined.json()) as JoinResponse), sign: key.sign };

interface Unthanked {
  lease: Lease;
  index: number;
  bytes: Uint8Array;
}

const outbox = new Map<string, Unthanked>();
const nameOf = (lease: Lease, index: number) => `${lease.job}:${index}`;

async function deliver(device: TestDevice): Promise<void> {
  for (const group of chunksOf([...outbox.values()], 16)) {
    const [first] = group;
    if (!first) continue;
    const answer = await device.send(
      first.lease,
      group.map(({ index, bytes }) => [index, bytes]),
    );
    if (answer.status === 'refused') throw new Error(answer.error.message);
    for (const { lease, index } of group) outbox.delete(nameOf(lease, index));
    if (answer.status === 'recorded') process.send?.({ acknowledged: group.map(({ index }) => index) });
  }
}

function chunksOf<T>(all: T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size));
}

for (;;) {
  const device = connectDevice(url, identity);
  const failed = new Promise((resolve) => device.socket.once('connect_error', resolve));
  const work = (async () => {
    const welcome = await device.hello();
    if (!welcome.ok) throw new Error(welcome.error.message);
    await deliver(device);
    for (let served = 0; ; served++) {
      const lease = await device
        .nextLease(() => device.leases.length > served)
        .then(() => device.leases[served] as Lease);
      for (let index = lease.first; index < lease.first + lease.count; index++)
        outbox.set(nameOf(lease, index), { lease, index, bytes: probeBytes(index) });
      await deliver(device);
    }
  })().catch(() => undefined);
  await Promise.race([device.closed, failed, work]);
  device.close();
  await new Promise((resolve) => setTimeout(resolve, 30 + Math.random() * 50));
}
