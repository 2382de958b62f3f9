// The parsers of our own codecs: batches, manifests, figures, bars, and what a compute thread sends through its pipe.
import {
  parseBatch,
  unpackManifest,
  packManifest,
  type Batch,
} from '../../../shared/contract/result-batch.ts';
import { packBars, readBars, barAt, type Bars } from '../../../shared/contract/stream-bars.ts';
import { packFigures, readFigures, type DeviceFigures } from '../../../shared/contract/device-figures.ts';
import { createFrameReader, packFrame } from '../../../shared/platform/node/sandbox/frames.ts';
import { parseFromThread, type ToThread, unpackMany } from '../../../shared/runtime/thread-messages.ts';
import type { Parsed } from '../../../shared/testing/fuzz/judge-parser.ts';
import type { Corpus, RecordedMessage } from './corpus.ts';
import { type FuzzedParser, orRefused, saidAs } from './fuzzed-parser.ts';

/** Of whatever a viewer was told. */
const packedIn = (messages: RecordedMessage[], key: 'figures' | 'bars') =>
  messages.flatMap(({ said }) => {
    const packed = (said as Record<string, unknown>)[key];
    return packed instanceof Uint8Array ? [packed] : [];
  });

export function ofBytes({ fromDevice, toViewer, fromThread, toThread }: Corpus): FuzzedParser[] {
  const batches = saidAs(fromDevice, 'results').filter((said) => said instanceof Uint8Array);
  const manifest = packManifest({
    size: 9,
    parts: [4, 5].map((size) => ({ sha: 'ab'.repeat(32), size })),
  } as never);
  const frames = [...fromThread, ...toThread].map((message) => Buffer.concat(packFrame(message as ToThread)));
  return [
    {
      kind: 'bytes',
      name: 'a packed batch',
      schema: null,
      valid: batches,
      parse: (bytes) => orRefused(parseBatch(bytes)),
      again: (value) => (value as Batch).bytes,
    },
    {
      kind: 'bytes',
      name: 'a packed manifest',
      schema: null,
      valid: [manifest],
      parse: (bytes) => orRefused(unpackManifest(bytes)),
      again: (value) => packManifest(value as never),
    },
    {
      kind: 'bytes',
      name: 'packed figures',
      schema: null,
      valid: packedIn(toViewer, 'figures'),
      parse: (bytes) => orRefused(readFigures(bytes)),
      again: (value) => packFigures(value as DeviceFigures[]),
    },
    {
      kind: 'bytes',
      name: 'packed bars',
      schema: null,
      valid: packedIn(toViewer, 'bars'),
      parse: (bytes) => orRefused(readBars(bytes)),
      again: (value) =>
        packBars(Array.from({ length: (value as Bars).count }, (_, i) => barAt(value as Bars, i))),
    },
    {
      kind: 'bytes',
      name: 'frames of a thread',
      schema: null,
      valid: [...frames, Buffer.concat(frames)],
      parse: readFrames,
      again: null,
    },
  ];
}

/** A stream of frames in pieces, as a pipe gives it; every message in it is parsed like in a link to a thread. */
function readFrames(bytes: Uint8Array): Parsed {
  const messages: unknown[] = [];
  const ended = { broken: false };
  const push = createFrameReader((message) => {
    ended.broken ||= message === null;
    messages.push(parseFromThread(message));
  });
  const piece = 1 + (bytes.length % 97);
  for (let at = 0; at < bytes.length && !ended.broken; at += piece)
    push(Buffer.from(bytes.subarray(at, at + piece)));
  return ended.broken ? { ok: false } : { ok: true, value: messages };
}

export function ofThread({ fromThread }: Corpus): FuzzedParser {
  return {
    kind: 'value',
    name: 'a message of a thread',
    schema: null,
    valid: fromThread.filter((message) => parseFromThread(message) !== null),
    parse(input) {
      const message = parseFromThread(input);
      return message?.type === 'finishedMany' && !unpackMany(message) ? { ok: false } : orRefused(message);
    },
    again: (value) => value,
  };
}
