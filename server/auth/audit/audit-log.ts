// Writes down who did what. What was done is a change like any other, committed with the thing itself; what was refused is counted, so that
// nobody can flood the log. Text from outside is escaped here, and no secret is ever handed in.
import type { AuditAction } from '../../../shared/contract/audit.ts';
import { escapeText } from '../../../shared/contract/escape-text.ts';
import type { Change } from '../../scheduler/changes.ts';
import type { AuditRow } from '../../scheduler/people-rows.ts';
import type { SwarmNumber } from '../../scheduler/rows.ts';
import { makeRefusalCounter } from './count-refusals.ts';

export interface Happened {
  action: AuditAction;
  /** null: it concerns the coordinator. */
  swarm: SwarmNumber | null;
  actor: string;
  target?: string;
  address?: string;
  detail?: string;
}

export interface AuditLog {
  /** To be committed with what it describes. */
  done(happened: Happened): Change;
  refused(happened: Happened): void;
  start(): void;
  /** Writes what was counted. Idempotent. */
  stop(): Promise<void>;
}

const FLUSH_MS = 60_000;

interface Parts {
  utc(): number;
  persist(changes: readonly Change[]): Promise<void>;
}

export function makeAuditLog({ utc, persist }: Parts): AuditLog {
  const refusals = makeRefusalCounter();
  let timer: NodeJS.Timeout | null = null;

  const makeRow = (happened: Happened, outcome: AuditRow['outcome']): AuditRow => ({
    at: utc(),
    swarm: happened.swarm,
    action: happened.action,
    outcome,
    actor: escapeText(happened.actor, 100),
    target: escapeText(happened.target ?? '', 200),
    address: escapeText(happened.address ?? '', 100),
    detail: escapeText(happened.detail ?? '', 300),
  });
  /** A refusal that cannot be written (the disk is full, the coordinator restores) must not become another failure. */
  const write = (rows: AuditRow[]): Promise<void> =>
    rows.length === 0
      ? Promise.resolve()
      : persist(rows.map((row) => ({ type: 'audited' as const, row }))).catch(() => undefined);

  return {
    done: (happened) => ({ type: 'audited', row: makeRow(happened, 'done') }),
    refused(happened) {
      const row = refusals.count(makeRow(happened, 'refused'));
      if (row) void write([row]);
    },
    start() {
      timer ??= setInterval(() => void write(refusals.due(utc())), FLUSH_MS).unref();
    },
    async stop() {
      if (timer) clearInterval(timer);
      timer = null;
      await write(refusals.due(utc(), true));
    },
  };
}
