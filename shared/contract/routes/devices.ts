// Devices of the swarm, as its people steer them.
import * as z from 'zod/mini';
import { BanView, DeviceView } from '../device.ts';
import { Empty, share, text } from '../http-bodies.ts';
import type { Route } from './route.ts';

export const devicesRoutes = {
  devices: {
    method: 'GET',
    path: '/api/devices',
    access: 'viewer',
    scope: 'see',
    summary: 'Every device that joined',
    response: z.array(DeviceView),
  },
  device: {
    method: 'GET',
    path: '/api/devices/{id}',
    access: 'viewer',
    scope: 'see',
    summary: 'One device',
    response: DeviceView,
  },
  steerDevice: {
    method: 'PATCH',
    path: '/api/devices/{id}',
    access: 'operator',
    scope: 'devices',
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
    access: 'operator',
    scope: 'devices',
    summary: 'Forgets a device; it must join again',
    response: Empty,
  },
  approveDevice: {
    method: 'POST',
    path: '/api/devices/{id}/approve',
    access: 'operator',
    scope: 'devices',
    summary: 'Lets a device that waits at the door in',
    response: DeviceView,
  },
  banDevice: {
    method: 'POST',
    path: '/api/devices/{id}/ban',
    access: 'operator',
    scope: 'devices',
    summary: 'Forgets a device and refuses its key from now on',
    response: Empty,
  },
  bans: {
    method: 'GET',
    path: '/api/bans',
    access: 'operator',
    scope: 'devices',
    summary: 'Keys that must not join again',
    response: z.array(BanView),
  },
  liftBan: {
    method: 'DELETE',
    path: '/api/bans/{id}',
    access: 'operator',
    scope: 'devices',
    summary: 'Lets a banned key join again',
    response: Empty,
  },
} as const satisfies Record<string, Route>;
