// What the kernels that run an owner's own code have in common in their parameters: which code, what it is given, what becomes of
// its results, and its limits.
import * as z from 'zod/mini';
import { Sha256 } from '../../contract/ids.ts';
import { PART_BYTES } from '../../contract/blob.ts';

/** The code travels as one part. */
export const MAX_CODE_BYTES = PART_BYTES;

/** The code's text or bytes, uploaded as a part before the job is submitted. */
export const CodeRef = z.strictObject({
  sha: Sha256,
  size: z.int().check(z.gte(1), z.lte(MAX_CODE_BYTES)),
  /** The file's name, for messages. */
  name: z._default(z.string().check(z.minLength(1), z.maxLength(200)), 'script.js'),
  /** Whether it has a `reduce` of its own. */
  reduce: z._default(z.boolean(), false),
});
export type CodeRef = z.infer<typeof CodeRef>;

export const OUTPUTS = ['jsonl', 'bin', 'files'] as const;

export const codeParams = {
  code: z._default(z.nullable(CodeRef), null),
  /** Anything that is JSON: the function's second argument. */
  args: z._default(z.unknown(), null),
  /** What one item is when the input is files: a whole file, a line of text, or a line of JSON. A range has numbers. */
  items: z._default(z.enum(['files', 'lines', 'json']), 'files'),
  /** One file of JSON lines, one file with all bytes end to end, or a file for each item. */
  output: z._default(z.enum(OUTPUTS), 'jsonl'),
  /** Items in a chunk; 0: what suits the input. Of lines, KiB of text. */
  group: z._default(z.int().check(z.gte(0), z.lte(65_536)), 0),
  /** Changes what `ctx.random` gives. */
  seed: z._default(z.int().check(z.gte(0), z.lte(0xffff_ffff)), 0),
  /** Seconds of compute that a chunk may take. */
  seconds: z._default(z.int().check(z.gte(1), z.lte(86_400)), 300),
  /** MiB of memory that a chunk may take. */
  memory: z._default(z.int().check(z.gte(16), z.lte(8192)), 512),
} as const;

/** What `run` and the plan need to know of them; the schemas' types, without zod. */
export interface CodeParams {
  code: CodeRef | null;
  args: unknown;
  items: 'files' | 'lines' | 'json';
  output: (typeof OUTPUTS)[number];
  group: number;
  seed: number;
  seconds: number;
  memory: number;
}
