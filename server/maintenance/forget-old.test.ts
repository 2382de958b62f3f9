// What is forgotten when, and that a run that fails loses nothing.
import { describe, expect, test } from 'vitest';
import type { AuditRow } from '../scheduler/people-rows.ts';
import { deviceRow, UTC } from '../scheduler/fake-rows.ts';
import { Scenario } from '../scheduler/scenario.ts';
import { invitationRow, sessionRow, tokenRow } from '../store/contract/people-samples.ts';
import { inviteRow } from '../store/contract/samples.ts';
import type { Change } from '../scheduler/changes.ts';
import type { SwarmEvent } from '../scheduler/events.ts';
import { type Expiring, findExpired, findGivenUp, WAITING_MS } from './find-old.ts';
import { AUDIT_ROWS, makeForgetting } from './forget-old.ts';

const DAY = 24 * 3_600_000;
const NOW = 1_800_000_000_000;

const mapped = <V extends { id: string }>(...rows: V[]) =>
  new Map(rows.map((row) => [row.id as string, row]));
const nothing: Expiring = {
  sessions: new Map(),
  tokens: new Map(),
  invitations: new Map(),
  invites: new Map(),
};

describe('what is found to be over', () => {
  test('sessions that were not used for half a day, or are a month old however much they are used', () => {
    const sessions = mapped(
      sessionRow(1, { createdAt: NOW - DAY, lastUsedAt: NOW - DAY / 2 }),
      sessionRow(2, { createdAt: NOW - DAY, lastUsedAt: NOW - DAY / 2 - 1 }),
      sessionRow(3, { createdAt: NOW - 30 * DAY, lastUsedAt: NOW }),
      sessionRow(4, { createdAt: NOW - 30 * DAY - 1, lastUsedAt: NOW }),
    );
    expect(findExpired({ ...nothing, sessions }, NOW)).toEqual([
      { type: 'sessionRemoved', id: sessionRow(2).id },
      { type: 'sessionRemoved', id: sessionRow(4).id },
    ]);
  });

  test('tokens when they expire, invitations and invites thirty days later', () => {
    const at = (expiresAt: number) => ({ expiresAt });
    const rows: Expiring = {
      sessions: new Map(),
      tokens: mapped(tokenRow(1, at(NOW)), tokenRow(2, at(NOW - 1))),
      invitations: mapped(invitationRow(1, at(NOW - 30 * DAY)), invitationRow(2, at(NOW - 30 * DAY - 1))),
      invites: mapped(inviteRow(1, at(NOW - 30 * DAY)), inviteRow(2, at(NOW - 30 * DAY - 1))),
    };
    expect(findExpired(rows, NOW)).toEqual([
      { type: 'tokenRemoved', id: tokenRow(2).id },
      { type: 'invitationRemoved', id: invitationRow(2).id },
      { type: 'inviteRemoved', id: inviteRow(2).id },
    ]);
  });

  test('devices that nobody approved and that have been gone for a quarter of an hour', () => {
    const gone = { approved: false, lastSeenAt: NOW - WAITING_MS - 1 };
    const devices = [
      { row: deviceRow(1, gone), connected: false },
      { row: deviceRow(2, gone), connected: true },
      { row: deviceRow(3, { ...gone, approved: true }), connected: false },
      { row: deviceRow(4, { ...gone, lastSeenAt: NOW - WAITING_MS }), connected: false },
    ];
    expect(findGivenUp(devices, NOW).map(({ number }) => number)).toEqual([1]);
  });
});

describe('forgetting', () => {
  function make() {
    const it = new Scenario();
    const state = {
      isRunning: true,
      isFull: false,
      utc: UTC,
      expiring: nothing,
      commits: [] as (readonly Change[])[],
      logged: [] as string[],
    };
    const forgetting = makeForgetting({
      coordinator: () => ({
        isRunning: () => state.isRunning,
        scheduler: it.scheduler,
        dispatch: (event: SwarmEvent) => void it.tell(event),
      }),
      expiring: () => state.expiring,
      commit: async (changes) => {
        if (state.isFull) throw new Error('there is no room');
        state.commits.push(changes);
      },
      audit: {
        done: (happened) => ({
          type: 'audited',
          row: {
            at: 0,
            outcome: 'done',
            target: '',
            address: '',
            detail: '',
            ...happened,
          } satisfies AuditRow,
        }),
      },
      utc: () => state.utc,
      log: (_, text) => void state.logged.push(text),
    });
    return { it, state, forgetting };
  }

  test('removes whoever waited in vain and writes it down', async () => {
    const { it, state, forgetting } = make();
    it.join(1, { approved: false, name: 'phone', lastSeenAt: UTC });
    it.join(2, { lastSeenAt: UTC });
    state.utc = UTC + WAITING_MS + 1;
    await forgetting.runOnce();
    expect([...it.state.devices.keys()]).toEqual([2]);
    expect(state.commits).toMatchObject([
      [
        { type: 'audited', row: { action: 'device-forgotten', swarm: 1, target: 'phone' } },
        { type: 'auditPruned', keep: AUDIT_ROWS },
      ],
    ]);
  });

  test('prunes the log once an hour, and commits nothing when there is nothing', async () => {
    const { state, forgetting } = make();
    await forgetting.runOnce();
    await forgetting.runOnce();
    expect(state.commits).toEqual([[{ type: 'auditPruned', keep: AUDIT_ROWS }]]);
    state.utc += 3_600_000;
    await forgetting.runOnce();
    expect(state.commits).toHaveLength(2);
  });

  test('that cannot be written down is tried again, pruning too', async () => {
    const { state, forgetting } = make();
    state.expiring = { ...nothing, tokens: mapped(tokenRow(1, { expiresAt: UTC - 1 })) };
    state.isFull = true;
    await expect(forgetting.runOnce()).rejects.toThrow('no room');
    state.isFull = false;
    await forgetting.runOnce();
    expect(state.commits).toEqual([
      [
        { type: 'tokenRemoved', id: tokenRow(1).id },
        { type: 'auditPruned', keep: AUDIT_ROWS },
      ],
    ]);
  });

  test('does nothing while the coordinator does not run', async () => {
    const { state, forgetting } = make();
    state.isRunning = false;
    expect(await forgetting.runOnce()).toEqual([]);
    expect(state.commits).toEqual([]);
    forgetting.start();
    await forgetting.stop();
    await forgetting.stop();
  });
});
