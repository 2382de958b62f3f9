// Every HTTP route once: method, path, who may call it, what goes in and what comes out. The server answers exactly these,
// `/api/openapi.json` is generated from them, and the SDK calls them. Errors are always a WireError with its code's status.
import * as z from 'zod/mini';
import { Part } from './blob.ts';
import { DeviceView, SwarmState } from './device.ts';
import { WireError } from './errors.ts';
import {
  Empty,
  Health,
  InviteView,
  JobCreated,
  JoinRequest,
  JoinResponse,
  KernelView,
  NewInvite,
  SwarmInfo,
  share,
  text,
} from './http-bodies.ts';
import { Sha256, SwarmId } from './ids.ts';
import { list } from './list.ts';
import { ChunkFailureView, JobRequest, JobShare, JobView, OutputFile } from './job.ts';

/** `open`: anybody, also somebody who is signed in. `owner`: session cookie or `Authorization: Bearer` owner token. `device`: the blob token of a live connection. */
export type Access = 'open' | 'owner' | 'device';

export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: string;
  access: Access;
  summary: string;
  body?: z.ZodMiniType;
  /** Raw bytes instead of JSON. */
  bodyBytes?: true;
  response?: z.ZodMiniType;
  responseBytes?: true;
}

export const routes = {
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
    summary: 'Trades the one-time setup token for an owner session cookie',
    body: z.object({ token: text(64) }),
    response: Empty,
  },
  signOut: {
    method: 'DELETE',
    path: '/api/session',
    access: 'owner',
    summary: 'Ends this session',
    response: Empty,
  },
  session: {
    method: 'GET',
    path: '/api/session',
    access: 'open',
    summary: 'Am I signed in as owner',
    response: z.object({ owner: z.boolean(), swarmId: z.nullable(SwarmId) }),
  },
  join: {
    method: 'POST',
    path: '/api/join',
    access: 'open',
    summary: 'Becomes a device by code or token and public key',
    body: JoinRequest,
    response: JoinResponse,
  },

  swarm: {
    method: 'GET',
    path: '/api/swarm',
    access: 'owner',
    summary: 'State, throttle and addresses of the swarm',
    response: SwarmInfo,
  },
  steerSwarm: {
    method: 'PATCH',
    path: '/api/swarm',
    access: 'owner',
    summary: 'Runs, pauses, stops, throttles or renames the swarm',
    body: z.object({
      state: z.optional(SwarmState),
      throttle: z.optional(share),
      name: z.optional(text(60)),
    }),
    response: SwarmInfo,
  },
  invites: {
    method: 'GET',
    path: '/api/invites',
    access: 'owner',
    summary: 'Ways in that were made',
    response: z.array(InviteView),
  },
  createInvite: {
    method: 'POST',
    path: '/api/invites',
    access: 'owner',
    summary: 'Makes a join code and link',
    body: z.object({
      uses: z._default(z.int().check(z.gte(1), z.lte(1000)), 40),
      minutes: z._default(z.int().check(z.gte(1), z.lte(43_200)), 15),
    }),
    response: NewInvite,
  },
  revokeInvite: {
    method: 'DELETE',
    path: '/api/invites/{id}',
    access: 'owner',
    summary: 'Makes a code and its link worthless',
    response: Empty,
  },

  devices: {
    method: 'GET',
    path: '/api/devices',
    access: 'owner',
    summary: 'Every device that joined',
    response: z.array(DeviceView),
  },
  device: {
    method: 'GET',
    path: '/api/devices/{id}',
    access: 'owner',
    summary: 'One device',
    response: DeviceView,
  },
  steerDevice: {
    method: 'PATCH',
    path: '/api/devices/{id}',
    access: 'owner',
    summary: 'Enables, throttles, renames a device or ends its quarantine',
    body: z.object({
      enabled: z.optional(z.boolean()),
      throttle: z.optional(share),
      name: z.optional(text(60)),
      quarantine: z.optional(z.literal(false)),
    }),
    response: DeviceView,
  },
  forgetDevice: {
    method: 'DELETE',
    path: '/api/devices/{id}',
    access: 'owner',
    summary: 'Forgets a device; it must join again',
    response: Empty,
  },

  kernels: {
    method: 'GET',
    path: '/api/kernels',
    access: 'owner',
    summary: 'What can be computed',
    response: z.array(KernelView),
  },
  jobs: {
    method: 'GET',
    path: '/api/jobs',
    access: 'owner',
    summary: 'All jobs, newest first',
    response: z.array(JobView),
  },
  createJob: {
    method: 'POST',
    path: '/api/jobs',
    access: 'owner',
    summary: 'Submits a job',
    body: JobRequest,
    response: JobCreated,
  },
  uploaded: {
    method: 'POST',
    path: '/api/jobs/{id}/uploaded',
    access: 'owner',
    summary: 'Says that the parts are there; starts the job when none is missing',
    response: JobCreated,
  },
  job: { method: 'GET', path: '/api/jobs/{id}', access: 'owner', summary: 'One job', response: JobView },
  pauseJob: {
    method: 'POST',
    path: '/api/jobs/{id}/pause',
    access: 'owner',
    summary: 'Hands out no more of it',
    response: JobView,
  },
  resumeJob: {
    method: 'POST',
    path: '/api/jobs/{id}/resume',
    access: 'owner',
    summary: 'Goes on with it',
    response: JobView,
  },
  cancelJob: {
    method: 'POST',
    path: '/api/jobs/{id}/cancel',
    access: 'owner',
    summary: 'Ends it without output',
    response: JobView,
  },
  prioritizeJob: {
    method: 'PATCH',
    path: '/api/jobs/{id}',
    access: 'owner',
    summary: 'Changes its priority',
    body: z.object({ priority: z.int().check(z.gte(-100), z.lte(100)) }),
    response: JobView,
  },
  removeJob: {
    method: 'DELETE',
    path: '/api/jobs/{id}',
    access: 'owner',
    summary: 'Forgets an ended job and its output',
    response: Empty,
  },
  jobFailures: {
    method: 'GET',
    path: '/api/jobs/{id}/failures',
    access: 'owner',
    summary: 'Chunks that failed, with reasons',
    response: z.array(ChunkFailureView),
  },
  jobShares: {
    method: 'GET',
    path: '/api/jobs/{id}/shares',
    access: 'owner',
    summary: 'Which device did what',
    response: z.array(JobShare),
  },
  jobOutputs: {
    method: 'GET',
    path: '/api/jobs/{id}/outputs',
    access: 'owner',
    summary: 'Manifests of the output files',
    response: z.array(OutputFile),
  },
  downloadOutput: {
    method: 'GET',
    path: '/api/jobs/{id}/outputs/{n}',
    access: 'owner',
    summary: 'Bytes of output file n; HTTP ranges work',
    responseBytes: true,
  },

  missingParts: {
    method: 'POST',
    path: '/api/parts/missing',
    access: 'owner',
    summary: 'Which of these parts are not stored yet',
    body: z.object({ parts: list(Part, 100_000) }),
    response: z.object({ missing: z.array(Sha256) }),
  },
  putPart: {
    method: 'PUT',
    path: '/api/parts/{sha}',
    access: 'owner',
    summary: 'Stores one part of at most 4 MiB',
    bodyBytes: true,
    response: Empty,
  },
  getPart: {
    method: 'GET',
    path: '/api/parts/{sha}',
    access: 'owner',
    summary: 'Bytes of one part; HTTP ranges work',
    responseBytes: true,
  },

  devicePart: {
    method: 'GET',
    path: '/api/device/parts/{sha}',
    access: 'device',
    summary: 'A part or script that a current lease of this device needs',
    responseBytes: true,
  },
  putDevicePart: {
    method: 'PUT',
    path: '/api/device/parts/{sha}',
    access: 'device',
    summary: 'Stores one part of a result',
    bodyBytes: true,
    response: Empty,
  },
} as const satisfies Record<string, Route>;

export type RouteName = keyof typeof routes;
export type Body<R extends RouteName> = (typeof routes)[R] extends { body: infer S extends z.ZodMiniType }
  ? z.input<S>
  : undefined;
export type Response<R extends RouteName> = (typeof routes)[R] extends {
  response: infer S extends z.ZodMiniType;
}
  ? z.output<S>
  : undefined;
export * from './http-bodies.ts';
export { WireError };
