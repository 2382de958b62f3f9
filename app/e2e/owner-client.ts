// The SDK as an owner's program has it, towards the coordinator of a test.
import { createHash } from 'node:crypto';
import { type Client, connect } from '../../shared/client/connect.ts';
import type { OpenedApp } from './open-app.ts';

export const ownerClient = async (app: OpenedApp): Promise<Client> =>
  connect(
    { url: app.coordinator.url, token: await app.ownerToken() },
    { fetch, sha256: (bytes) => Promise.resolve(createHash('sha256').update(bytes).digest('hex')) },
  );
