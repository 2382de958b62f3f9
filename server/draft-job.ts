// The row and payload of a job that is about to be made, by a request or by the round before it. Everything is checked here that can be
// checked without the coordinator; nothing is made.
import { randomBytes, randomInt } from 'node:crypto';
import { makeId, type JobNumber, type Sha256 } from '../shared/contract/ids.ts';
import type { JobInput, JobState, Verification } from '../shared/contract/job.ts';
import type { KernelDescription, Plan } from '../shared/kernels/kernel.ts';
import { CodeRef } from '../shared/kernels/owner-code/code-params.ts';
import { runsOwnerCode } from '../shared/kernels/owner-code/owner-limits.ts';
import type { InputFacts } from './check-input.ts';
import { factsOf, UNCUT } from './plans.ts';
import type { JobPayload, JobRow } from './scheduler/rows.ts';

export interface Draft {
  number: JobNumber;
  swarm: number;
  name: string;
  kernel: KernelDescription;
  script: Sha256;
  params: Record<string, unknown>;
  input: JobInput;
  facts: InputFacts;
  /** null: it is cut once its files are there. */
  index: Uint8Array | null;
  verification: Verification;
  priority: number;
  state: JobState & ('uploading' | 'queued');
  /** UTC ms. */
  at: number;
  origin: string | null;
  /** The round that it follows on. */
  parent: JobRow | null;
}

/** What is asked for, as far as the kernel can: without a verifier of its own only other devices can say whether a result is right. */
export function verificationOf(kernel: KernelDescription, asked: Verification | undefined): Verification {
  const wanted = asked ?? kernel.defaultVerification;
  return wanted === 'check' && !kernel.verify ? 'agree' : wanted;
}

/** @throws CoveyError when it has nothing to compute, or too much. */
export function draftJob(draft: Draft): { row: JobRow; payload: JobPayload } {
  const { kernel, params, input, facts, index, parent } = draft;
  const code = runsOwnerCode(kernel.name) ? CodeRef.safeParse(params['code']).data : undefined;
  const plan: Plan | null = index && kernel.openPlan(params, input, index);
  return {
    row: {
      number: draft.number,
      id: makeId('job', randomBytes(16)),
      swarm: draft.swarm,
      name: draft.name,
      kernel: kernel.name,
      script: draft.script,
      params,
      verification: draft.verification,
      checkShare: kernel.checkShare(params),
      priority: draft.priority,
      state: draft.state,
      note: '',
      // a number may come back when a tick fails, its generation does not: late results of the other job are told `gone`
      generation: randomInt(1, 2 ** 31),
      ...(plan ? factsOf(plan) : UNCUT),
      inputBytes: facts.bytes,
      inputFiles: facts.files,
      createdAt: draft.at,
      startedAt: null,
      endedAt: null,
      outputs: [],
      stops: kernel.stop !== undefined && (kernel.looksFor?.(params) ?? true),
      stoppedAt: null,
      origin: draft.origin,
      parent: parent?.id ?? null,
      root: parent ? (parent.root ?? parent.id) : null,
      round: parent ? parent.round + 1 : 1,
      rounds: kernel.rounds?.(params) ?? null,
    },
    payload: {
      input: new TextEncoder().encode(JSON.stringify(input)),
      index: index ?? new Uint8Array(0),
      // the code is kept as long as the job, which may be wanted once more
      inputParts: code ? [...new Set([...facts.parts, code.sha])] : facts.parts,
    },
  };
}
