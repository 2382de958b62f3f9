// The lines of the audit log as people say them. Pure.
import { browserName } from './browser-name.ts';
import { locale, retell } from '#lib/messages/t.ts';
import { counted, timeLeft } from './numbers.ts';
import type { AuditAction, AuditGroup, AuditView } from '#shared/contract/audit.ts';

export const groupWords: Readonly<Record<AuditGroup, string>> = {
  'sign-in': 'Signing in',
  people: 'People',
  devices: 'Devices',
  jobs: 'Jobs',
  swarm: 'Swarm',
};

/** `{}` stands for what it was done to. Where it is missing, the thing is the actor itself, or its name would be an id that tells nobody anything. */
const phrases: Readonly<Record<AuditAction, string>> = {
  'coordinator-started': 'started the coordinator',
  'signed-in': 'signed in: {}',
  'signed-out': 'signed out',
  'sign-in-refused': 'could not sign in',
  'session-ended': 'ended a session: {}',
  'link-made': 'made a sign-in link',
  'passkey-added': 'added the passkey {}',
  'passkey-removed': 'removed the passkey {}',
  'token-made': 'made the API token {}',
  'token-revoked': 'revoked the API token {}',
  'person-invited': 'invited somebody',
  'invitation-revoked': 'revoked an invitation',
  'person-joined': 'came into the swarm',
  'person-removed': 'removed {}',
  'role-changed': 'changed the role of {}',
  'person-renamed': 'took the name {}',
  'swarm-made': 'made the swarm {}',
  'swarm-steered': 'steered the swarm',
  'invite-made': 'made a join code',
  'invite-revoked': 'revoked a join code',
  'device-joined': 'joined as a device',
  'device-refused': 'was refused as a device',
  'device-waiting': 'waits at the door',
  'device-approved': 'approved {}',
  'device-left': 'left the swarm',
  'device-moved': 'moved here from another swarm',
  'device-steered': 'steered the device {}',
  'device-forgotten': 'forgot the device {}',
  'device-banned': 'banned the device {}',
  'ban-lifted': 'lifted the ban of {}',
  'job-submitted': 'submitted the job {}',
  'job-steered': 'steered the job {}',
  'job-removed': 'removed the job {}',
  'request-refused': 'was refused {}',
  'viewer-refused': 'was refused the live view',
  'certificate-changed': 'changed the certificate',
};

/** An id says nothing to people. */
const isId = (text: string) => /^[a-z]{3}_[0-9a-f]{16,}$/.test(text);

/** What stands behind the actor's name. */
export function auditPhrase({ action, target }: Pick<AuditView, 'action' | 'target'>): string {
  const known = target !== '' && !isId(target);
  return phrases[action].replace(/:? \{\}/, (place) =>
    known ? place.replace('{}', () => browserName(target)) : '',
  );
}

/** By the words that the log has for whoever has no name. */
const unnamed = new Map(
  Object.entries({ '': 'Covey', 'this computer': 'This computer', somebody: 'Somebody' }),
);

/** Who did it, as a sentence begins. Names stay as they are written. */
export const auditActor = ({ actor }: Pick<AuditView, 'actor'>): string => unnamed.get(actor) ?? actor;

/** What else is known, with a join code's facts in words. */
export function auditDetail({ action, detail }: Pick<AuditView, 'action' | 'detail'>): string {
  const code = /^uses (\d+), minutes (\d+), approve (true|false)$/.exec(detail);
  if (action !== 'invite-made' || !code) return retell(detail);
  const asks = code[3] === 'true' ? 'asks first' : 'opens at once';
  return `${counted(Number(code[1]), 'use')}, ${timeLeft(Number(code[2]) * 60_000)}, ${asks}`;
}

/** `today`, `yesterday`, or the date: the heading over a day's lines. */
export function dayOf(at: number, now: number): string {
  const start = (time: number) => new Date(time).setHours(0, 0, 0, 0);
  const days = Math.round((start(now) - start(at)) / 86_400_000);
  if (days === 0) return 'Today';
  if (days === 1) return 'Yesterday';
  return new Intl.DateTimeFormat(locale(), { dateStyle: 'full' }).format(at);
}
