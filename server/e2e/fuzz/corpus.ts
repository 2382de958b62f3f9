// The recorded messages: valid ones of a real coordinator, a real device session and a real compute thread, which the fuzz mutates. Bytes are kept as
// base64. `npm run soak -- fuzz record` makes the file anew (record-corpus.ts).
import { readFileSync } from 'node:fs';

export interface RecordedRequest {
  method: string;
  /** As in the contract, `/api/jobs/{id}`. */
  route: string;
  path: string;
  /** JSON or bytes; undefined without a body. */
  body?: unknown;
  /** JSON; undefined for bytes. */
  answer?: unknown;
}

export interface RecordedMessage {
  name: string;
  said: unknown;
  /** Only for messages that were answered. */
  answer?: unknown;
}

export interface Corpus {
  requests: RecordedRequest[];
  fromDevice: RecordedMessage[];
  toDevice: RecordedMessage[];
  toViewer: RecordedMessage[];
  fromViewer: RecordedMessage[];
  fromThread: unknown[];
  toThread: unknown[];
}

export const corpusFile = new URL('./corpus.json', import.meta.url);

const revive = (_: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && '$bytes' in value && typeof value.$bytes === 'string'
    ? new Uint8Array(Buffer.from(value.$bytes, 'base64'))
    : value;

/** Bytes become what `revive` reads; a Buffer would have said itself otherwise before it is asked. */
function flatten(value: unknown): unknown {
  if (value instanceof Uint8Array) return { $bytes: Buffer.from(value).toString('base64') };
  if (Array.isArray(value)) return value.map(flatten);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, flatten(each)]));
}

export const readCorpus = (): Corpus => JSON.parse(readFileSync(corpusFile, 'utf8'), revive) as Corpus;
export const packCorpus = (corpus: Corpus): string => `${JSON.stringify(flatten(corpus))}\n`;
