// A person's API tokens in the swarm they look at.
import type { Access } from '../../auth/access.ts';
import { viewToken } from '../../auth/people/api-tokens.ts';
import type { Principal } from '../../auth/principal.ts';
import type { PersonRow } from '../../scheduler/people-rows.ts';
import { CoveyError } from '../../../shared/contract/errors.ts';
import type { Handlers } from '../api.ts';
import type { Note } from '../note.ts';

export interface TokenParts {
  access(): Access;
  note: Note;
  personOf(who: Principal): Promise<PersonRow>;
}

export function makeTokenHandlers({
  access,
  note,
  personOf,
}: TokenParts): Pick<Handlers, 'tokens' | 'createToken' | 'revokeToken'> {
  return {
    tokens: ({ who, swarm }) =>
      who.person && swarm !== null ? access().tokens.list(who.person.id, swarm).map(viewToken) : [],
    async createToken({ who, swarm, channel, body }) {
      const person = await personOf(who);
      const { tokens, ledger, members } = access();
      if (swarm === null)
        throw new CoveyError('forbidden', 'a token is for a swarm, and you belong to none here', {
          hint: 'Ask an owner of the swarm for an invitation.',
        });
      // the coordinator's own token may look at swarms to which its person does not belong
      const { role } = members.get(swarm, person.id);
      const { row, secret, changes } = tokens.prepare({ person: person.id, swarm, role, ...body });
      const detail = `scopes ${row.scopes.join(', ')}; ${body.days} days`;
      await ledger.commit([...changes, note({ who, swarm, channel }, 'token-made', row.name, detail)]);
      return { ...viewToken(row), token: secret };
    },
    async revokeToken({ who, swarm, channel, param }) {
      const { ledger } = access();
      const row = [...ledger.now.tokens.values()].find(
        (each) => each.id === param('id') && each.person === who.person?.id,
      );
      if (!row) throw new CoveyError('not-found', 'you have no such token');
      await ledger.commit([
        { type: 'tokenRemoved', id: row.id },
        note({ who, swarm, channel }, 'token-revoked', row.name),
      ]);
      return {};
    },
  };
}
