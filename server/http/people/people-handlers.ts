// All routes about people, put together from their files.
import type { Address } from '../../../shared/contract/http-api.ts';
import type { Store } from '../../store/store.ts';
import { makeAuditHandlers } from './audit-handlers.ts';
import { type EntryParts, makeEntryHandlers } from './entry-handlers.ts';
import { makeLinkOrigin } from './link-origin.ts';
import { makeMemberHandlers, type MemberParts } from './member-handlers.ts';
import { makePasskeyHandlers } from './passkey-handlers.ts';
import { makeSessionHandlers } from './session-handlers.ts';
import { makeTokenHandlers } from './token-handlers.ts';

export interface PeopleParts extends EntryParts, Omit<MemberParts, 'linkOrigin'> {
  addresses(): Address[];
  store(): Store;
}

export function makePeopleHandlers(parts: PeopleParts) {
  const shared = { ...parts, linkOrigin: makeLinkOrigin(parts.addresses) };
  return {
    ...makeEntryHandlers(parts),
    ...makeSessionHandlers(shared),
    ...makePasskeyHandlers(parts),
    ...makeTokenHandlers(parts),
    ...makeMemberHandlers(shared),
    ...makeAuditHandlers(parts.store),
  };
}
