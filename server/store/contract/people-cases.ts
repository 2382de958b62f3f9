// People and what is theirs: what comes back, what goes together, and what is refused.
import { expect } from 'vitest';
import type { SwarmId } from '../../../shared/contract/ids.ts';
import type { Change } from '../../scheduler/changes.ts';
import type { Store } from '../store.ts';
import { NOW } from './claim.ts';
import { connected, reopened, type StoreCase, type StoreWorld } from './harness.ts';
import {
  auditRow,
  banRow,
  invitationRow,
  member,
  membershipRow,
  passkeyRow,
  personId,
  personRow,
  sessionRow,
  tokenRow,
} from './people-samples.ts';
import { inviteRow, sha } from './samples.ts';

const secondSwarm: Change = {
  type: 'swarmChanged',
  row: {
    number: 2,
    id: `swm_${'2'.repeat(32)}` as SwarmId,
    name: 'Zwei',
    state: 'running',
    throttle: 1,
    knocking: true,
  },
};

/** All that belongs to a person, of both swarms. */
const belongings = (n: number): Change[] => [
  ...member(n),
  { type: 'membershipChanged', row: membershipRow(n, { swarm: 2 }) },
  { type: 'sessionChanged', row: sessionRow(n, { person: personId(n) }) },
  { type: 'passkeyChanged', row: passkeyRow(n, { person: personId(n) }) },
  ...[1, 2].flatMap((swarm): Change[] => {
    const own = n * 10 + swarm;
    return [
      { type: 'tokenChanged', row: tokenRow(own, { person: personId(n), swarm }) },
      { type: 'invitationChanged', row: invitationRow(own, { createdBy: personId(n), swarm }) },
    ];
  }),
];

/** What a restart brings back, by whose it is. */
async function kept(world: StoreWorld, store: Store) {
  const { persons, memberships, sessions, passkeys, tokens, invitations } = await reopened(world, store);
  return {
    persons: persons.map((row) => row.id),
    memberships: memberships.map((row) => `${row.person} ${row.swarm}`),
    sessions: sessions.map((row) => row.person),
    passkeys: passkeys.map((row) => row.person),
    tokens: tokens.map((row) => `${row.person} ${row.swarm}`),
    invitations: invitations.map((row) => `${row.createdBy} ${row.swarm}`),
  };
}

/** Changes that contradict what is stored, each alone a reason to refuse its whole tick. Person 1 and swarm 1 are there. */
const contradictions: Record<string, Change[]> = {
  'a member who is nobody': [{ type: 'membershipChanged', row: membershipRow(77) }],
  'a member of no swarm': [{ type: 'membershipChanged', row: membershipRow(1, { swarm: 77 }) }],
  'a session of nobody': [{ type: 'sessionChanged', row: sessionRow(9, { person: personId(77) }) }],
  'a session that shows no swarm': [{ type: 'sessionChanged', row: sessionRow(9, { swarm: 77 }) }],
  'a session whose secret is taken': [{ type: 'sessionChanged', row: sessionRow(9, { hash: sha(1) }) }],
  'a session with its secret': [{ type: 'sessionChanged', row: sessionRow(9, { hash: 'the secret' }) }],
  'a passkey of nobody': [{ type: 'passkeyChanged', row: passkeyRow(9, { person: personId(77) }) }],
  'a passkey that counts down': [{ type: 'passkeyChanged', row: passkeyRow(9, { counter: -1 }) }],
  'a token of somebody who is no member': [
    { type: 'personChanged', row: personRow(9) },
    { type: 'tokenChanged', row: tokenRow(9, { person: personId(9) }) },
  ],
  'a token for a swarm its person is not in': [{ type: 'tokenChanged', row: tokenRow(9, { swarm: 2 }) }],
  'a token whose secret is taken': [{ type: 'tokenChanged', row: tokenRow(9, { hash: sha(1) }) }],
  'a token that expires before it is made': [{ type: 'tokenChanged', row: tokenRow(9, { expiresAt: 5 }) }],
  'an invitation by nobody': [
    { type: 'invitationChanged', row: invitationRow(9, { createdBy: personId(77) }) },
  ],
  'an invitation to no swarm': [{ type: 'invitationChanged', row: invitationRow(9, { swarm: 77 }) }],
  'an invite to no swarm': [{ type: 'inviteChanged', row: inviteRow(9, { swarm: 77 }) }],
  'a key that is banned twice': [{ type: 'banChanged', row: banRow(9, { keyHash: sha(1) }) }],
  'a ban from no swarm': [{ type: 'banChanged', row: banRow(9, { swarm: 77 }) }],
  'something that happened in no swarm': [{ type: 'audited', row: auditRow({ swarm: 77 }) }],
  'somebody who signs in after they are gone': [
    { type: 'personRemoved', person: personId(1) },
    { type: 'sessionChanged', row: sessionRow(9) },
  ],
  'less than nothing to keep of the log': [{ type: 'auditPruned', keep: -1 }],
};

export const peopleCases: StoreCase[] = [
  {
    rule: 'S43',
    says: 'people, memberships, sessions, passkeys, tokens and invitations come back as they last were',
    async run(world) {
      const store = await connected(world);
      const later = { lastUsedAt: NOW };
      await store.commit(
        [
          secondSwarm,
          ...[1, 2, 3].flatMap(member),
          { type: 'personChanged', row: personRow(1, { name: 'Ömer', administrator: false }) },
          { type: 'membershipChanged', row: membershipRow(1, { role: 'owner' }) },
          { type: 'membershipChanged', row: membershipRow(1, { swarm: 2, role: 'viewer', since: NOW }) },
          ...[1, 2, 3].map((n): Change => ({ type: 'sessionChanged', row: sessionRow(n) })),
          {
            type: 'sessionChanged',
            row: sessionRow(1, { ...later, swarm: 2, hash: sha(50), label: 'Safari' }),
          },
          { type: 'sessionRemoved', id: sessionRow(2).id },
          ...[1, 2, 3].map((n): Change => ({ type: 'passkeyChanged', row: passkeyRow(n) })),
          {
            type: 'passkeyChanged',
            row: passkeyRow(1, { ...later, counter: 7, transports: [], name: 'Ring' }),
          },
          { type: 'passkeyRemoved', id: passkeyRow(2).id },
          ...[1, 2, 3].map((n): Change => ({ type: 'tokenChanged', row: tokenRow(n) })),
          { type: 'tokenChanged', row: tokenRow(1, { lastUsedAt: null, scopes: ['people'] }) },
          { type: 'tokenRemoved', id: tokenRow(2).id },
          ...[1, 2, 3].map((n): Change => ({ type: 'invitationChanged', row: invitationRow(n) })),
          { type: 'invitationRemoved', id: invitationRow(2).id },
        ],
        NOW,
      );
      const opened = await reopened(world, store);
      expect(opened.persons).toEqual([
        personRow(1, { name: 'Ömer', administrator: false }),
        personRow(2),
        personRow(3),
      ]);
      expect(opened.memberships).toEqual([
        membershipRow(1, { swarm: 2, role: 'viewer', since: NOW }),
        membershipRow(1, { role: 'owner' }),
        membershipRow(2),
        membershipRow(3),
      ]);
      expect(opened.sessions).toEqual([
        sessionRow(1, { ...later, swarm: 2, hash: sha(50), label: 'Safari' }),
        sessionRow(3),
      ]);
      expect(opened.passkeys).toEqual([
        passkeyRow(1, { ...later, counter: 7, transports: [], name: 'Ring' }),
        passkeyRow(3),
      ]);
      expect(opened.tokens).toEqual([tokenRow(1, { lastUsedAt: null, scopes: ['people'] }), tokenRow(3)]);
      expect(opened.invitations).toEqual([invitationRow(1), invitationRow(3)]);
    },
  },
  {
    rule: 'S50',
    says: 'who is removed is gone with everything that was theirs, and nobody else is touched',
    async run(world) {
      const store = await connected(world);
      await store.commit([secondSwarm, ...belongings(1), ...belongings(2)], NOW);
      await store.commit([{ type: 'personRemoved', person: personId(1) }], NOW);
      const both = [`${personId(2)} 1`, `${personId(2)} 2`];
      expect(await kept(world, store)).toEqual({
        persons: [personId(2)],
        memberships: both,
        sessions: [personId(2)],
        passkeys: [personId(2)],
        tokens: both,
        invitations: both,
      });
    },
  },
  {
    rule: 'S51',
    says: 'who leaves a swarm loses tokens and invitations of that swarm, and nothing else',
    async run(world) {
      const store = await connected(world);
      await store.commit([secondSwarm, ...belongings(1), ...belongings(2)], NOW);
      await store.commit([{ type: 'membershipRemoved', person: personId(1), swarm: 1 }], NOW);
      const rest = [`${personId(1)} 2`, `${personId(2)} 1`, `${personId(2)} 2`];
      expect(await kept(world, store)).toEqual({
        persons: [personId(1), personId(2)],
        memberships: rest,
        sessions: [personId(1), personId(2)],
        passkeys: [personId(1), personId(2)],
        tokens: rest,
        invitations: rest,
      });
    },
  },
  {
    rule: 'S52',
    says: 'within a tick people may come after what is theirs, and a swarm after its people',
    async run(world) {
      const store = await connected(world);
      const tick: Change[] = [
        { type: 'audited', row: auditRow({ swarm: 2 }) },
        ...belongings(1).toReversed(),
        { type: 'banChanged', row: banRow(1, { swarm: 2 }) },
        secondSwarm,
      ];
      expect(await store.commit(tick, NOW)).toBe('committed');
      expect((await kept(world, store)).tokens).toHaveLength(2);
    },
  },
  {
    rule: 'S14',
    says: 'a tick that refers to people or swarms that are not there, or takes what is taken, is refused',
    async run(world) {
      const store = await connected(world);
      await store.commit([secondSwarm, ...member(1)], NOW);
      const first: Change[] = [
        { type: 'sessionChanged', row: sessionRow(1) },
        { type: 'tokenChanged', row: tokenRow(1) },
        { type: 'banChanged', row: banRow(1) },
      ];
      await store.commit(first, NOW);
      const taken: string[] = [];
      for (const [name, changes] of Object.entries(contradictions)) {
        const tick: Change[] = [{ type: 'audited', row: auditRow() }, ...member(5), ...changes];
        await store.commit(tick, NOW).then(
          () => taken.push(name),
          () => {},
        );
      }
      expect(taken).toEqual([]);
      expect(await store.readAudit({ swarms: [1, null], limit: 10 })).toEqual([]);
      const opened = await reopened(world, store);
      expect(opened.persons).toEqual([personRow(1)]);
      expect(opened.memberships).toEqual([membershipRow(1)]);
      expect(opened.sessions).toEqual([sessionRow(1)]);
      expect(opened.tokens).toEqual([tokenRow(1)]);
      expect(opened.bans).toEqual([banRow(1)]);
      expect([...opened.passkeys, ...opened.invitations, ...opened.invites]).toEqual([]);
    },
  },
];
