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
  'certificate-changed',
] as const;
export const AuditAction = z.enum(AUDIT_ACTIONS);
export type AuditAction = z.infer<typeof AuditAction>;

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
