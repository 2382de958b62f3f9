// What everybody may know: that the coordinator is up, which one it is, and what it understands.
import type { ServerId } from '../../shared/contract/ids.ts';
import { PROTOCOL_VERSION } from '../../shared/contract/version.ts';
import type { Handlers } from './api.ts';
import { describeApi } from './openapi.ts';

export interface HealthParts {
  serverId(): ServerId;
  version: string;
  isFenced(): boolean;
}

export function makeHealthHandlers(parts: HealthParts): Pick<Handlers, 'health' | 'openapi'> {
  const api = describeApi(parts.version);
  return {
    health: () => ({
      ok: !parts.isFenced(),
      serverId: parts.serverId(),
      version: parts.version,
      protocol: PROTOCOL_VERSION,
      pid: process.pid,
      fenced: parts.isFenced(),
    }),
    openapi: () => api,
  };
}
