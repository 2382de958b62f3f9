// Bytes of inputs and outputs, for people and for devices that work on them.
import * as z from 'zod/mini';
import { Part } from '../blob.ts';
import { Empty } from '../http-bodies.ts';
import { Sha256 } from '../ids.ts';
import type { Route } from './route.ts';

export const partsRoutes = {
  missingParts: {
    method: 'POST',
    path: '/api/parts/missing',
    access: 'operator',
    scope: 'jobs',
    summary: 'Which of these parts are not stored yet',
    body: z.object({ parts: z.array(Part).check(z.maxLength(100_000)) }),
    response: z.object({ missing: z.array(Sha256) }),
  },
  putPart: {
    method: 'PUT',
    path: '/api/parts/{sha}',
    access: 'operator',
    scope: 'jobs',
    summary: 'Stores one part of at most 4 MiB',
    bodyBytes: true,
    response: Empty,
  },
  getPart: {
    method: 'GET',
    path: '/api/parts/{sha}',
    access: 'operator',
    scope: 'jobs',
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
