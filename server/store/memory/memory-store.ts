// The store's meaning without a disk: for tests and simulations. Same fence, same atomic ticks, same answers as the SQLite engine,
// held to them by the same suite. Every call takes effect at once and in order; only its answer comes later.
import { CoveyError } from '../../../shared/contract/errors.ts';
import type { DeviceNumber, JobNumber } from '../../../shared/contract/ids.ts';
import { makeSearch } from '../match-audit.ts';
import { findTouchedChunks } from '../results/find-touched.ts';
import { readPage, readRecord } from '../results/read-results.ts';
import type { ResultSource } from '../results/result-source.ts';
import type { Opened, Store, StoredAccess } from '../store.ts';
import { applyChange, copySpan } from './apply-change.ts';
import { checkReferences } from './apply-people-change.ts';
import { makeMemoryDirectory, membershipKey, type MemoryDirectory, type StoredJob } from './directory.ts';
import type { Undo } from './undo.ts';

type State = { kind: 'idle' | 'fenced' | 'closed' } | { kind: 'owner'; epoch: number; termMs: number };

/** Stores over the same directory are rivals for it, as two processes over one disk. */
export function makeMemoryStore(directory: MemoryDirectory = makeMemoryDirectory()): Store {
  let state: State = { kind: 'idle' };

  /** Everything that writes: the fence first, then `work`, undone whole when it throws. */
  function own<T>(now: number, work: (undo: Undo) => T): T | 'fenced' {
    refuseClosed();
    if (state.kind === 'fenced') return 'fenced';
    if (state.kind !== 'owner') throw new Error('the store is not open');
    if (state.epoch !== directory.owner.epoch) {
      state = { kind: 'fenced' };
      return 'fenced';
    }
    const undo: Undo = [];
    const { deadline } = directory.owner;
    undo.push(() => (directory.owner.deadline = deadline));
    directory.owner.deadline = now + state.termMs;
    try {
      return work(undo);
    } catch (error) {
      for (const back of undo.reverse()) back();
      throw error;
    }
  }

  function refuseClosed(): void {
    if (state.kind === 'closed') throw new CoveyError('stopping', 'the store is closed');
  }

  function jobOf(number: JobNumber): StoredJob | undefined {
    refuseClosed();
    if (state.kind === 'idle') throw new Error('the store is not open');
    return directory.jobs.get(number);
  }

  return {
    async open(claim) {
      refuseClosed();
      if (state.kind === 'fenced')
        throw new CoveyError('fenced', 'this store was taken over; open a new one');
      const { owner } = directory;
      const mine = state.kind === 'owner' && state.epoch === owner.epoch;
      if (!mine && !claim.force && owner.deadline > claim.now)
        return { kind: 'busy', holder: owner.holder, deadline: owner.deadline };
      directory.owner = { epoch: owner.epoch + 1, holder: claim.holder, deadline: claim.now + claim.termMs };
      state = { kind: 'owner', epoch: directory.owner.epoch, termMs: claim.termMs };
      return readAll(directory);
    },
    commit: async (changes, now) =>
      own<'committed'>(now, (undo) => {
        for (const change of changes) applyChange(directory, change, undo);
        checkReferences(directory, changes);
        return 'committed';
      }),
    claimSpan: async (number, now) =>
      own(now, () => {
        const job = directory.jobs.get(number);
        if (!job || job.low >= job.row.count || job.row.endedAt !== null) return null;
        const count = Math.min(job.row.spanSize, job.row.count - job.low);
        const bytes = (count + 7) >> 3;
        const recorded = new Uint8Array(bytes);
        const span = {
          job: number,
          no: job.nextNo++,
          first: job.low,
          count,
          recorded,
          accepted: new Uint8Array(bytes),
        };
        job.low += count;
        job.spans.set(span.first, span);
        return copySpan(span);
      }),
    readResult: async (number, index, attempt) => {
      const job = jobOf(number);
      return job ? readRecord(sourceOf(job), index, attempt) : null;
    },
    readResults: async (number, range, maxBytes, which) => {
      const job = jobOf(number);
      return job
        ? readPage(sourceOf(job), range, maxBytes, which)
        : { records: new Uint8Array(0), next: null };
    },
    findTouched: async (number, device: DeviceNumber) => {
      const job = jobOf(number);
      return job ? findTouchedChunks(sourceOf(job), device) : [];
    },
    readPayload: async (number) => structuredClone(jobOf(number)?.payload ?? null),
    listExceptions: async (number, limit) =>
      [...(jobOf(number)?.exceptions.values() ?? [])]
        .toSorted(
          (a, b) =>
            Number(b.failed) - Number(a.failed) ||
            Number(a.lastCode === '') - Number(b.lastCode === '') ||
            a.index - b.index,
        )
        .slice(0, limit)
        .map((row) => structuredClone(row)),
    listSpans: async (number) => [...(jobOf(number)?.spans.values() ?? [])].map(copySpan),
    listShares: async (number) => sharesOf(jobOf(number)),
    listJobs: async () => {
      refuseClosed();
      return sortedJobs(directory).map(({ row }) => structuredClone(row));
    },
    unreferenced: async (parts) => {
      refuseClosed();
      const used = usedParts(directory);
      return parts.filter((sha) => !used.has(sha));
    },
    readAudit: async ({ swarms, before = Infinity, limit, actions, outcome, search }) => {
      refuseClosed();
      const matches = makeSearch(search);
      return directory.audit
        .filter(
          (row) =>
            swarms.includes(row.swarm) &&
            row.id < before &&
            (actions?.includes(row.action) ?? true) &&
            (outcome === undefined || row.outcome === outcome) &&
            matches(row),
        )
        .toReversed()
        .slice(0, Math.max(0, limit))
        .map((row) => ({ ...row }));
    },
    async close() {
      if (state.kind === 'owner' && state.epoch === directory.owner.epoch)
        directory.owner.deadline = -Infinity;
      state = { kind: 'closed' };
    },
  };
}

const sortedJobs = (directory: MemoryDirectory) =>
  [...directory.jobs.values()].toSorted((a, b) => a.row.number - b.row.number);
const sharesOf = (job: StoredJob | undefined) =>
  [...(job?.shares.values() ?? [])].toSorted((a, b) => a.device - b.device).map((row) => ({ ...row }));

function sourceOf(job: StoredJob): ResultSource {
  return {
    spans: (first, end) =>
      [...job.spans.values()].filter((span) => span.first < end && span.first + span.count > first),
    attempts: (first, end) =>
      new Map(
        [...job.exceptions.values()]
          .filter((row) => row.attempt > 0 && row.index >= first && row.index < end)
          .map((row) => [row.index, row.attempt]),
      ),
    segments: (first, end) =>
      job.segments.filter((segment) => segment.low < end && segment.high >= first).map(({ body }) => body),
  };
}

function usedParts(directory: MemoryDirectory): Set<string> {
  const used = new Set<string>();
  for (const { row, payload, resultParts } of directory.jobs.values()) {
    used.add(row.script);
    for (const sha of payload.inputParts) used.add(sha);
    for (const sha of resultParts) used.add(sha);
    for (const file of row.outputs) for (const part of file.blob.parts) used.add(part.sha);
  }
  return used;
}

/** Copies, oldest first, and by id where two are as old. */
function inOrder<V extends object>(rows: Iterable<V>, time: (row: V) => number, id: (row: V) => string): V[] {
  return [...rows]
    .toSorted((a, b) => time(a) - time(b) || (id(a) < id(b) ? -1 : 1))
    .map((row) => structuredClone(row));
}

function readAccess(directory: MemoryDirectory): StoredAccess {
  const created = <V extends { id: string; createdAt: number }>(rows: Map<string, V>) =>
    inOrder(
      rows.values(),
      (row) => row.createdAt,
      (row) => row.id,
    );
  return {
    persons: created(directory.persons),
    memberships: inOrder(
      directory.memberships.values(),
      (row) => row.since,
      (row) => membershipKey(row.person, row.swarm),
    ),
    sessions: created(directory.sessions),
    passkeys: created(directory.passkeys),
    tokens: created(directory.tokens),
    invitations: created(directory.invitations),
    invites: created(directory.invites),
    bans: inOrder(
      directory.bans.values(),
      (row) => row.at,
      (row) => row.id,
    ),
  };
}

function readAll(directory: MemoryDirectory): Opened {
  const jobs = sortedJobs(directory);
  const live = jobs.filter(({ row }) => row.endedAt === null);
  return {
    kind: 'opened',
    serverId: directory.serverId,
    nextJob: directory.nextJob as JobNumber,
    nextDevice: directory.nextDevice as DeviceNumber,
    ...readAccess(directory),
    restored: {
      epoch: directory.owner.epoch,
      swarms: [...directory.swarms.values()].map((row) => ({ ...row })),
      jobs: jobs.map(({ row }) => structuredClone(row)),
      spans: live.flatMap(({ spans }) => [...spans.values()].map(copySpan)),
      free: jobs.map(({ row, low }) => ({ job: row.number, low })),
      exceptions: live.flatMap(({ exceptions }) =>
        [...exceptions.values()].toSorted((a, b) => a.index - b.index).map((row) => structuredClone(row)),
      ),
      devices: [...directory.devices.values()]
        .toSorted((a, b) => a.number - b.number)
        .map((row) => structuredClone(row)),
      shares: jobs.flatMap((job) => sharesOf(job)),
    },
  };
}
