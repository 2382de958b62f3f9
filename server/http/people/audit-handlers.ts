// The audit log, page by page or whole as CSV. An owner sees what happened in the swarm; an administrator also what concerns the coordinator.
import type { Principal } from '../../auth/principal.ts';
import type { SwarmNumber } from '../../scheduler/rows.ts';
import type { NumberedAuditRow, Store } from '../../store/store.ts';
import {
  AUDIT_ACTIONS,
  type AuditAction,
  type AuditGroup,
  auditGroupOf,
  type AuditView,
} from '../../../shared/contract/audit.ts';
import type { Handlers } from '../api.ts';
import { contentDisposition } from '../serve-bytes.ts';
import { CSV_HEAD, toCsvLine } from './audit-csv.ts';

const PAGE_ROWS = 1_000;

const view = ({ id, at, action, outcome, actor, target, address, detail }: NumberedAuditRow): AuditView => ({
  id,
  at,
  action,
  outcome,
  actor,
  target,
  address,
  detail,
});

const seenBy = (who: Principal, swarm: SwarmNumber): (SwarmNumber | null)[] =>
  who.via === 'local' || who.person?.administrator ? [swarm, null] : [swarm];

/** Those that fit both, where both are given. */
const actionsOf = (action: AuditAction | undefined, group: AuditGroup | undefined) =>
  action === undefined && group === undefined
    ? undefined
    : AUDIT_ACTIONS.filter(
        (each) => (action ?? each) === each && (group ?? auditGroupOf[each]) === auditGroupOf[each],
      );

export function makeAuditHandlers(store: () => Store): Pick<Handlers, 'audit' | 'exportAudit'> {
  function streamCsv(swarms: (SwarmNumber | null)[]): ReadableStream<Uint8Array> {
    const encoder = new TextEncoder();
    let before: number | undefined;
    return new ReadableStream({
      start: (controller) => controller.enqueue(encoder.encode(CSV_HEAD)),
      async pull(controller) {
        const rows = await store().readAudit({ swarms, before, limit: PAGE_ROWS });
        before = rows.at(-1)?.id;
        if (rows.length > 0)
          controller.enqueue(encoder.encode(rows.map((row) => toCsvLine(view(row))).join('')));
        if (rows.length < PAGE_ROWS) controller.close();
      },
    });
  }

  return {
    async audit({ who, swarm, query: { action, group, ...query } }) {
      const rows = await store().readAudit({
        swarms: seenBy(who, swarm),
        actions: actionsOf(action, group),
        ...query,
      });
      return rows.map(view);
    },
    exportAudit: ({ who, swarm }) =>
      new Response(streamCsv(seenBy(who, swarm)), {
        headers: {
          'content-type': 'text/csv; charset=utf-8',
          'content-disposition': contentDisposition('covey-audit.csv'),
          'cache-control': 'no-store',
        },
      }),
  };
}
