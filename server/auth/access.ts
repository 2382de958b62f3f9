// All that decides who may come in, made once from what the store brought back: one ledger and what reads and changes it.
import type { Change } from '../scheduler/changes.ts';
import type { SwarmRow } from '../scheduler/rows.ts';
import type { StoredAccess } from '../store/store.ts';
import { type Bans, makeBans } from './bans.ts';
import { type Handovers, makeHandovers } from './handovers.ts';
import { type Identify, makeIdentify } from './identify.ts';
import { type Invites, makeInvites } from './invites.ts';
import { type ApiTokens, makeApiTokens } from './people/api-tokens.ts';
import { type Invitations, makeInvitations } from './people/invitations.ts';
import { type Ledger, makeLedger } from './people/ledger.ts';
import { makeMembers, type Members } from './people/members.ts';
import { makePasskeys, type Passkeys } from './people/passkeys.ts';
import { makeSessions, type Sessions } from './people/sessions.ts';
import { makeSignInLinks, type SignInLinks } from './people/sign-in-links.ts';

export interface Access {
  ledger: Ledger;
  identify: Identify;
  sessions: Sessions;
  tokens: ApiTokens;
  members: Members;
  invitations: Invitations;
  links: SignInLinks;
  passkeys: Passkeys;
  invites: Invites;
  bans: Bans;
  handovers: Handovers;
  /** In the order in which they were made. */
  swarms(): SwarmRow[];
}

interface Parts {
  stored: StoredAccess;
  ownerToken: string;
  utc(): number;
  persist(changes: readonly Change[]): Promise<void>;
  swarms(): SwarmRow[];
}

export function makeAccess({ stored, ownerToken, utc, persist, swarms }: Parts): Access {
  const ledger = makeLedger(stored, persist);
  const sessions = makeSessions(ledger, utc);
  const tokens = makeApiTokens(ledger, utc);
  return {
    ledger,
    sessions,
    tokens,
    identify: makeIdentify({ ownerToken, ledger, sessions, tokens, swarms }),
    members: makeMembers(ledger, utc, swarms),
    invitations: makeInvitations(ledger, utc),
    links: makeSignInLinks(utc),
    passkeys: makePasskeys(ledger, utc),
    invites: makeInvites(ledger, utc),
    bans: makeBans(ledger, utc),
    handovers: makeHandovers(utc),
    swarms,
  };
}
