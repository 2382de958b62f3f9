// What is open to all, and how a person or a device comes in.
import * as z from 'zod/mini';
import { Empty, Health, JoinRequest, JoinResponse, text } from '../http-bodies.ts';
import { PasskeyAnswer } from '../passkeys.ts';
import { PersonName } from '../people.ts';
import type { Route } from './route.ts';

export const entryRoutes = {
  health: {
    method: 'GET',
    path: '/api/health',
    access: 'open',
    summary: 'Is the coordinator up, and which one is it',
    response: Health,
  },
  openapi: {
    method: 'GET',
    path: '/api/openapi.json',
    access: 'open',
    summary: 'This list as OpenAPI 3.1',
    response: z.unknown(),
  },
  setup: {
    method: 'POST',
    path: '/api/setup',
    access: 'open',
    summary: 'Trades the one-time token that the coordinator printed for a session',
    body: z.object({ token: text(64) }),
    response: Empty,
  },
  signInByLink: {
    method: 'POST',
    path: '/api/sign-in/link',
    access: 'open',
    summary: 'Trades the one-time token of a link that this person made elsewhere for a session',
    body: z.object({ token: text(64) }),
    response: Empty,
  },
  acceptInvitation: {
    method: 'POST',
    path: '/api/sign-in/invitation',
    access: 'open',
    summary: 'Trades the one-time token of an invitation for membership in its swarm and a session',
    body: z.object({ token: text(64), name: PersonName }),
    response: Empty,
  },
  passkeyChallenge: {
    method: 'POST',
    path: '/api/sign-in/passkey/challenge',
    access: 'open',
    summary: 'Begins signing in with a passkey: PublicKeyCredentialRequestOptionsJSON',
    response: z.unknown(),
  },
  signInWithPasskey: {
    method: 'POST',
    path: '/api/sign-in/passkey',
    access: 'open',
    summary: 'Trades a passkey’s answer (AuthenticationResponseJSON) for a session',
    body: z.object({ response: PasskeyAnswer }),
    response: Empty,
  },
  join: {
    method: 'POST',
    path: '/api/join',
    access: 'open',
    summary: 'Becomes a device by code or token and public key',
    body: JoinRequest,
    response: JoinResponse,
  },
} as const satisfies Record<string, Route>;
