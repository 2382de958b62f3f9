// The first person of a coordinator: made by whoever holds the setup link or the token in the data directory, administrator and owner of
// the swarms that belong to nobody yet.
import { randomBytes } from 'node:crypto';
import { makeId } from '../../../shared/contract/ids.ts';
import type { Change } from '../../scheduler/changes.ts';
import type { PersonRow } from '../../scheduler/people-rows.ts';
import type { SwarmRow } from '../../scheduler/rows.ts';
import type { Principal } from '../principal.ts';
import type { Ledger } from './ledger.ts';

/** The person, and what has to be committed for it; nothing when it is there already. */
export function prepareFirstPerson(
  ledger: Ledger,
  swarms: readonly SwarmRow[],
  utc: () => number,
): { person: PersonRow; changes: Change[] } {
  const there = firstAdministrator(ledger);
  if (there) return { person: there, changes: [] };
  const person: PersonRow = {
    id: makeId('per', randomBytes(16)),
    name: 'Owner',
    administrator: true,
    createdAt: utc(),
  };
  const owned = new Set([...ledger.now.memberships.values()].map((row) => row.swarm));
  const changes: Change[] = [{ type: 'personChanged', row: person }];
  for (const { number } of swarms)
    if (!owned.has(number))
      changes.push({
        type: 'membershipChanged',
        row: { person: person.id, swarm: number, role: 'owner', since: utc() },
      });
  return { person, changes };
}

/** Who the coordinator's own token acts for, and who the setup link signs in. */
export function firstAdministrator(ledger: Ledger): PersonRow | null {
  let first: PersonRow | null = null;
  for (const person of ledger.now.persons.values())
    if (person.administrator && (!first || person.createdAt < first.createdAt)) first = person;
  return first;
}

/** Who asks, as a person: the program on this computer acts as the first one, who is made when it is needed. */
export function makePersonOf(
  access: () => { ledger: Ledger; swarms(): readonly SwarmRow[] },
  utc: () => number,
) {
  return async (who: Principal): Promise<PersonRow> => {
    if (who.person) return who.person;
    const { ledger, swarms } = access();
    const { person, changes } = prepareFirstPerson(ledger, swarms(), utc);
    await ledger.commit(changes);
    return person;
  };
}
