// The audit log: who did what to which thing, from where, and whether it was allowed. What may be recorded is a closed list.
import * as z from 'zod/mini';

export const AUDIT_ACTIONS = [
  'coordinator-started',
  'signed-in',
  'signed-out',
  'sign-in-refused',
  'session-ended',
  'link-made',
  'passkey-added',
  'passkey-removed',
  'token-made',
  'token-revoked',
  'person-invited',
  'invitation-revoked',
  'person-joined',
  'person-removed',
  'role-changed',
  'person-renamed',
  'swarm-made',
  'swarm-steered',
  'invite-made',
  'invite-revoked',
  'device-joined',
  'device-refused',
  'device-waiting',
  'device-approved',
  'device-left',
  'device-moved',
  'device-steered',
  'device-forgotten',
  'device-banned',
  'ban-lifted',
  'job-submitted',
  'job-steered',
  'job-removed',
  'request-refused',
  'viewer-refused',
  'certificate-changed',
] as const;
export const AuditAction = z.enum(AUDIT_ACTIONS);
export type AuditAction = z.infer<typeof AuditAction>;

/** What somebody who looks through the log is after. */
export const AUDIT_GROUPS = ['sign-in', 'people', 'devices', 'jobs', 'swarm'] as const;
export const AuditGroup = z.enum(AUDIT_GROUPS);
export type AuditGroup = z.infer<typeof AuditGroup>;

/** Every action is in one group, so that none is missing from all of them. */
export const auditGroupOf: Readonly<Record<AuditAction, AuditGroup>> = {
  'signed-in': 'sign-in',
  'signed-out': 'sign-in',
  'sign-in-refused': 'sign-in',
  'session-ended': 'sign-in',
  'link-made': 'sign-in',
  'passkey-added': 'sign-in',
  'passkey-removed': 'sign-in',
  'token-made': 'sign-in',
  'token-revoked': 'sign-in',
  'request-refused': 'sign-in',
  'viewer-refused': 'sign-in',
  'person-invited': 'people',
  'invitation-revoked': 'people',
  'person-joined': 'people',
  'person-removed': 'people',
  'role-changed': 'people',
  'person-renamed': 'people',
  'invite-made': 'devices',
  'invite-revoked': 'devices',
  'device-joined': 'devices',
  'device-refused': 'devices',
  'device-waiting': 'devices',
  'device-approved': 'devices',
  'device-left': 'devices',
  'device-moved': 'devices',
  'device-steered': 'devices',
  'device-forgotten': 'devices',
  'device-banned': 'devices',
  'ban-lifted': 'devices',
  'job-submitted': 'jobs',
  'job-steered': 'jobs',
  'job-removed': 'jobs',
  'coordinator-started': 'swarm',
  'swarm-made': 'swarm',
  'swarm-steered': 'swarm',
  'certificate-changed': 'swarm',
};

export const AuditView = z.object({
  /** Grows; never given twice. */
  id: z.int(),
  /** UTC ms. */
  at: z.number(),
  action: AuditAction,
  outcome: z.enum(['done', 'refused']),
  /** Who, in words: a person's or device's name, "this computer", "somebody". */
  actor: z.string(),
  /** To which thing, in words; may be empty. */
  target: z.string(),
  /** Network address it came from; empty for what the coordinator did by itself. */
  address: z.string(),
  /** One sentence more; may be empty. */
  detail: z.string(),
});
export type AuditView = z.infer<typeof AuditView>;
