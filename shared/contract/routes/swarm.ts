// The swarm itself and the ways in that its people make.
import * as z from 'zod/mini';
import { SwarmState } from '../device.ts';
import { Empty, InviteView, NewInvite, SwarmInfo, share, text } from '../http-bodies.ts';
import type { Route } from './route.ts';

export const swarmRoutes = {
  swarm: {
    method: 'GET',
    path: '/api/swarm',
    access: 'viewer',
    scope: 'see',
    summary: 'State, throttle and addresses of the swarm',
    response: SwarmInfo,
  },
  steerSwarm: {
    method: 'PATCH',
    path: '/api/swarm',
    access: 'operator',
    scope: 'devices',
    summary: 'Runs, pauses, stops, throttles or renames the swarm',
    body: z.object({
      state: z.optional(SwarmState),
      throttle: z.optional(share),
      name: z.optional(text(60)),
      knocking: z.optional(z.boolean()),
    }),
    response: SwarmInfo,
  },
  invites: {
    method: 'GET',
    path: '/api/invites',
    access: 'operator',
    scope: 'devices',
    summary: 'Ways in that were made',
    response: z.array(InviteView),
  },
  createInvite: {
    method: 'POST',
    path: '/api/invites',
    access: 'operator',
    scope: 'devices',
    summary: 'Makes a join code and link',
    body: z.object({
      uses: z._default(z.int().check(z.gte(1), z.lte(1000)), 40),
      minutes: z._default(z.int().check(z.gte(1), z.lte(43_200)), 15),
      approve: z._default(z.boolean(), false),
    }),
    response: NewInvite,
  },
  revokeInvite: {
    method: 'DELETE',
    path: '/api/invites/{id}',
    access: 'operator',
    scope: 'devices',
    summary: 'Makes a code and its link worthless',
    response: Empty,
  },
} as const satisfies Record<string, Route>;
