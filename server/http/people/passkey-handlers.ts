// A person's passkeys: looked at, added, removed.
import type { Access } from '../../auth/access.ts';
import { readPasskeyPlace, viewPasskey } from '../../auth/people/passkeys.ts';
import type { Principal } from '../../auth/principal.ts';
import type { PersonRow } from '../../scheduler/people-rows.ts';
import { CoveyError } from '../../../shared/contract/errors.ts';
import type { Handlers } from '../api.ts';
import type { Note } from '../note.ts';

export interface PasskeyParts {
  access(): Access;
  note: Note;
  personOf(who: Principal): Promise<PersonRow>;
}

type PasskeyRoutes = 'passkeys' | 'newPasskeyChallenge' | 'addPasskey' | 'removePasskey';

export function makePasskeyHandlers({ access, note, personOf }: PasskeyParts): Pick<Handlers, PasskeyRoutes> {
  const of = (person: PersonRow | null) =>
    [...access().ledger.now.passkeys.values()].filter((row) => row.person === person?.id);

  return {
    passkeys: ({ who }) =>
      of(who.person)
        .map(viewPasskey)
        .sort((a, b) => b.createdAt - a.createdAt),
    async newPasskeyChallenge({ who, channel }) {
      const place = readPasskeyPlace(channel.protocol, channel.host);
      return await access().passkeys.askNew(await personOf(who), place);
    },
    async addPasskey({ who, swarm, channel, body }) {
      const place = readPasskeyPlace(channel.protocol, channel.host);
      const { passkeys, ledger } = access();
      const row = await passkeys.readNew(await personOf(who), place, body.name, body.response);
      await ledger.commit([
        { type: 'passkeyChanged', row },
        note({ who, swarm, channel }, 'passkey-added', row.name, row.host),
      ]);
      return viewPasskey(row);
    },
    async removePasskey({ who, swarm, channel, param }) {
      const row = of(who.person).find((each) => each.id === param('id'));
      if (!row) throw new CoveyError('not-found', 'you have no such passkey');
      await access().ledger.commit([
        { type: 'passkeyRemoved', id: row.id },
        note({ who, swarm, channel }, 'passkey-removed', row.name, row.host),
      ]);
      return {};
    },
  };
}
