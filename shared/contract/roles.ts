// What a page must know of who is at it before it needs the contract's parser: the roles, and how the coordinator says that nobody signed in.

/** Each may do what those before it may. A viewer watches; an operator submits jobs and steers jobs and devices; an owner decides who may. */
export const ROLES = ['viewer', 'operator', 'owner'] as const;
type Role = (typeof ROLES)[number];

/** Whether `role` includes what `needed` may do. */
export const includesRole = (role: Role, needed: Role) => ROLES.indexOf(role) >= ROLES.indexOf(needed);

/** The route `session`, which anybody may ask. */
export const SESSION_PATH = '/api/session';

/** Whether an answer of that route says that nobody signed in. */
export const isNobody = (answer: unknown): boolean =>
  typeof answer === 'object' && answer !== null && 'person' in answer && answer.person === null;
