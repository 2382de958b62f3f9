// Socket.IO packets to send on a connection: events of a device that are mutated as values, packets that are mutated as text, and packets that no
// client makes. A message is one event with its attachments.
import * as fc from 'fast-check';
import { DEVICE_NAMESPACE } from '../../../shared/contract/device-messages.ts';
import { deviceMessages } from '../../../shared/contract/said-by-device.ts';
import { hostileName, hostileValue } from '../../../shared/testing/fuzz/hostile-values.ts';
import { bytesMutations, mutateBytes } from '../../../shared/testing/fuzz/mutate-bytes.ts';
import { mutateValue, valueMutations } from '../../../shared/testing/fuzz/mutate-value.ts';
import { nearSchema } from '../../../shared/testing/fuzz/from-schema.ts';
import type { Corpus, RecordedMessage } from './corpus.ts';
import type { Packet } from './raw-socket.ts';

export interface HostileMessage {
  packets: Packet[];
  mutated: boolean;
}

/** What the fuzzed devices may spoil: their own job. */
export interface Sacrifice {
  job: number;
  generation: number;
}

/** One event as Socket.IO packs it: text with a place for each attachment, then the attachments. */
export function packEvent(namespace: string, args: unknown[], id: number | string = ''): Packet[] {
  const attachments: Uint8Array[] = [];
  const text = JSON.stringify(args, (_, value: unknown) =>
    value instanceof Uint8Array ? { _placeholder: true, num: attachments.push(value) - 1 } : value,
  );
  const kind = attachments.length > 0 ? `45${attachments.length}-` : '42';
  return [`${kind}${namespace},${id}${text}`, ...attachments];
}

/** The message about the sacrificed job instead of the recorded one. */
function about({ job, generation }: Sacrifice, { said }: RecordedMessage): unknown {
  if (said instanceof Uint8Array) {
    const bytes = new Uint8Array(said);
    const view = new DataView(bytes.buffer);
    view.setUint32(4, job, true);
    view.setUint32(8, generation, true);
    return bytes;
  }
  if (typeof said !== 'object' || said === null || !('job' in said)) return said;
  return { ...said, job, ...('generation' in said && { generation }) };
}

const utf8 = new TextEncoder();
const mutateText = (text: string, how: Parameters<typeof mutateBytes>[1]) =>
  new TextDecoder().decode(mutateBytes(utf8.encode(text), how));

/** Packets that no client makes; some are right on their own and wrong here. */
const strange = [
  '40/device,{"token":"x"}',
  '40/nowhere,',
  '40',
  '40/__proto__,{}',
  '41/device,',
  '43/device,0[{"released":[]}]',
  '43/device,999999999999[]',
  '43/device,-1[null]',
  '44/device,{"message":"x"}',
  '45999999999-/device,["results"]',
  '4510-/device,["results",{"_placeholder":true,"num":9}]',
  '451-/device,["results",{"_placeholder":true,"num":-1}]',
  '451-/device,["status",{"_placeholder":true,"num":"__proto__"}]',
  '46/device,["results"]1-',
  '42/device,["disconnect","transport close"]',
  '42/device,["error",{"a":1}]',
  '42/device,["newListener",1]',
  '42/device,["connect"]',
  '42/device,[]',
  '42/device,[null]',
  '42/device,[5,{}]',
  '42/device,{"a":1}',
  '42/viewer,["snapshot",{}]',
  '42/device,99999999999999999999["failed",{}]',
  '49',
  '4',
  '1',
  '2probe',
  '3',
  '5',
  '6',
  '9',
  '',
  'b4AAAA',
  '\x1e',
] as const;

const events = (names: readonly string[], corpus: Corpus, sacrifice: Sacrifice) => {
  const recorded = corpus.fromDevice.filter(({ name }) => names.includes(name));
  const valid = fc.constantFrom(...recorded);
  const id = fc.constantFrom('', 1, 2);
  const mutated = fc.tuple(valid, valueMutations, id).map(([message, how, ack]): HostileMessage => {
    const args = mutateValue([message.name, about(sacrifice, message)], how) ?? null;
    return { packets: packEvent(DEVICE_NAMESPACE, Array.isArray(args) ? args : [args], ack), mutated: true };
  });
  const batches = recorded.filter(({ said }) => said instanceof Uint8Array);
  const packed = fc
    .tuple(fc.constantFrom(...(batches.length > 0 ? batches : recorded)), bytesMutations)
    .map(([message, how]): HostileMessage => {
      const said = about(sacrifice, message);
      return {
        packets: packEvent(
          DEVICE_NAMESPACE,
          [message.name, said instanceof Uint8Array ? mutateBytes(said, how) : said],
          1,
        ),
        mutated: true,
      };
    });
  const text = fc.tuple(valid, bytesMutations, id).map(([message, how, ack]): HostileMessage => {
    const [head, ...rest] = packEvent(DEVICE_NAMESPACE, [message.name, about(sacrifice, message)], ack);
    return { packets: [mutateText(String(head), how), ...rest], mutated: true };
  });
  const near = fc.oneof(
    ...names.flatMap((name) => {
      const schema = deviceMessages[name as keyof typeof deviceMessages];
      return schema
        ? [
            nearSchema(schema).map((said): HostileMessage => ({
              packets: packEvent(DEVICE_NAMESPACE, [name, said], 1),
              mutated: false,
            })),
          ]
        : [];
    }),
  );
  return { mutated, packed, text, near };
};

const odd = fc.oneof(
  fc.constantFrom(...strange).map((packet): HostileMessage => ({ packets: [packet], mutated: false })),
  fc.uint8Array({ maxLength: 200 }).map((bytes): HostileMessage => ({ packets: [bytes], mutated: false })),
  fc.tuple(fc.nat(1000), fc.nat(1000)).map(([name, value]): HostileMessage => ({
    packets: packEvent(DEVICE_NAMESPACE, [hostileName(name), hostileValue(value)], 1),
    mutated: false,
  })),
);

/** Said by a device that was welcomed. */
export function hostileMessages(corpus: Corpus, sacrifice: Sacrifice): fc.Arbitrary<HostileMessage> {
  // a message that says nothing but its name cannot be wrong, and may rightly do something (a device leaves for good)
  const names = Object.entries(deviceMessages)
    .filter(([name, schema]) => name !== 'hello' && (schema !== null || name === 'goodbye'))
    .map(([name]) => name);
  const { mutated, packed, text, near } = events(names, corpus, sacrifice);
  return fc.oneof(
    { weight: 4, arbitrary: mutated },
    { weight: 2, arbitrary: packed },
    { weight: 2, arbitrary: text },
    { weight: 2, arbitrary: near },
    { weight: 1, arbitrary: odd },
  );
}

/** Said first on a connection. */
export function hostileHellos(corpus: Corpus): fc.Arbitrary<HostileMessage> {
  const { mutated, text, near } = events(['hello'], corpus, { job: 0, generation: 0 });
  return fc.oneof(
    { weight: 4, arbitrary: mutated },
    { weight: 3, arbitrary: text },
    { weight: 2, arbitrary: near },
    { weight: 2, arbitrary: odd },
  );
}

/** What a device answers when it is asked for chunks. */
export const hostileAnswer = (pick: number): string =>
  JSON.stringify([
    [{ released: [{ first: pick % 50, count: 1 }] }, { released: hostileValue(pick) }, hostileValue(pick)][
      pick % 3
    ] ?? null,
  ]);
