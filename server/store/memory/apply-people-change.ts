// Changes of people, their ways in and the audit log, in memory. What refers to a person or a swarm is looked at when the tick ends
// (`checkReferences`), as the SQLite engine does it.
import type { Change, PeopleChange } from '../../scheduler/changes.ts';
import { isCrowding, mostCrowding } from '../match-audit.ts';
import { type MemoryDirectory, membershipKey } from './directory.ts';
import { remove, set, type Undo } from './undo.ts';

/** @throws when what must be unique is taken. */
export function applyPeopleChange(directory: MemoryDirectory, change: PeopleChange, undo: Undo): void {
  switch (change.type) {
    case 'personChanged':
      return set(directory.persons, change.row.id, { ...change.row }, undo);
    case 'personRemoved':
      return removePerson(directory, change.person, undo);
    case 'membershipChanged': {
      const { person, swarm } = change.row;
      return set(directory.memberships, membershipKey(person, swarm), { ...change.row }, undo);
    }
    case 'membershipRemoved': {
      const { person, swarm } = change;
      removeAll(directory.tokens, (row) => row.person === person && row.swarm === swarm, undo);
      removeAll(directory.invitations, (row) => row.createdBy === person && row.swarm === swarm, undo);
      return remove(directory.memberships, membershipKey(person, swarm), undo);
    }
    case 'sessionChanged':
      return setSecret(directory.sessions, { ...change.row }, undo);
    case 'sessionRemoved':
      return remove(directory.sessions, change.id, undo);
    case 'passkeyChanged':
      return set(directory.passkeys, change.row.id, structuredClone(change.row), undo);
    case 'passkeyRemoved':
      return remove(directory.passkeys, change.id, undo);
    case 'tokenChanged':
      return setSecret(directory.tokens, structuredClone(change.row), undo);
    case 'tokenRemoved':
      return remove(directory.tokens, change.id, undo);
    case 'invitationChanged':
      return setSecret(directory.invitations, { ...change.row }, undo);
    case 'invitationRemoved':
      return remove(directory.invitations, change.id, undo);
    case 'inviteChanged':
      return set(directory.invites, change.row.id, { ...change.row }, undo);
    case 'inviteRemoved':
      return remove(directory.invites, change.id, undo);
    case 'banChanged': {
      const { id, swarm, keyHash } = change.row;
      for (const ban of directory.bans.values())
        if (ban.id !== id && ban.swarm === swarm && ban.keyHash === keyHash)
          throw new Error(`${ban.name} is banned already as ${ban.id}`);
      return set(directory.bans, id, { ...change.row }, undo);
    }
    case 'banRemoved':
      return remove(directory.bans, change.id, undo);
    case 'audited': {
      const id = directory.nextAudit++;
      directory.audit.push({ ...change.row, id });
      undo.push(() => {
        directory.audit.pop();
        directory.nextAudit = id;
      });
      return;
    }
    case 'auditPruned': {
      const { audit } = directory;
      undo.push(() => (directory.audit = audit));
      const surplus = audit.filter(isCrowding).length - mostCrowding(change.keep);
      let passed = 0;
      const rest = audit.filter((row) => !isCrowding(row) || ++passed > surplus);
      directory.audit = rest.slice(Math.max(0, rest.length - change.keep));
      return;
    }
  }
}

function removePerson(directory: MemoryDirectory, person: string, undo: Undo): void {
  for (const map of [directory.memberships, directory.sessions, directory.passkeys, directory.tokens])
    removeAll<{ person: string }>(map, (row) => row.person === person, undo);
  removeAll(directory.invitations, (row) => row.createdBy === person, undo);
  remove(directory.persons, person, undo);
}

function removeAll<V>(map: Map<string, V>, goes: (row: V) => boolean, undo: Undo): void {
  for (const [key, row] of map) if (goes(row)) remove(map, key, undo);
}

function setSecret<V extends { id: string; hash: string }>(map: Map<string, V>, row: V, undo: Undo): void {
  for (const other of map.values())
    if (other.id !== row.id && other.hash === row.hash) throw new Error(`the secret of ${row.id} is taken`);
  set(map, row.id, row, undo);
}

/** Whether what the tick wrote refers to people and swarms that are there. Call after its last change. @throws when not. */
export function checkReferences(directory: MemoryDirectory, changes: readonly Change[]): void {
  const { persons, swarms, memberships } = directory;
  const touched = new Set(changes.map((change) => change.type));
  const person = (id: string) => {
    if (!persons.has(id)) throw new Error(`there is no person ${id}`);
  };
  const swarm = (number: number | null) => {
    if (number !== null && !swarms.has(number)) throw new Error(`there is no swarm ${number}`);
  };
  const look = <V>(type: Change['type'], rows: Iterable<V>, check: (row: V) => void) => {
    if (touched.has(type)) for (const row of rows) check(row);
  };
  const both = (row: { person: string; swarm: number }) => {
    person(row.person);
    swarm(row.swarm);
  };
  look('membershipChanged', memberships.values(), both);
  look('sessionChanged', directory.sessions.values(), both);
  look('passkeyChanged', directory.passkeys.values(), (row) => person(row.person));
  look('tokenChanged', directory.tokens.values(), (row) => {
    if (!memberships.has(membershipKey(row.person, row.swarm)))
      throw new Error(`${row.person} does not belong to swarm ${row.swarm}`);
  });
  look('invitationChanged', directory.invitations.values(), (row) => {
    person(row.createdBy);
    swarm(row.swarm);
  });
  look('inviteChanged', directory.invites.values(), (row) => swarm(row.swarm));
  look('banChanged', directory.bans.values(), (row) => swarm(row.swarm));
  look('audited', directory.audit.slice(-changes.length), (row) => swarm(row.swarm));
}
