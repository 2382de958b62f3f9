// A parser as the fuzz drives it.
import type * as z from 'zod/mini';
import type { Parsed, Parser } from '../../../shared/testing/fuzz/judge-parser.ts';
import type { RecordedMessage } from './corpus.ts';

/** How the inputs of a parser are mutated: as values with a structure, as bytes, or as text. */
export type FuzzedParser =
  | (Parser & { kind: 'value'; schema: z.ZodMiniType | null; valid: unknown[] })
  | (Parser<Uint8Array> & { kind: 'bytes'; schema: z.ZodMiniType | null; valid: Uint8Array[] })
  | (Parser<string> & { kind: 'text'; schema: null; valid: string[] });

/** For parsers that say null where they refuse. */
export const orRefused = (value: unknown): Parsed => (value === null ? { ok: false } : { ok: true, value });

/** Of the recorded messages of this name, what was said. */
export const saidAs = (messages: RecordedMessage[], name: string) =>
  messages.filter((each) => each.name === name).map((each) => each.said);
