// The coordinator's https: whether it is there, and its root to take along. Open to all, since a device trusts before it joins.
import { TlsView } from '../tls.ts';
import type { Route } from './route.ts';

export const tlsRoutes = {
  tls: {
    method: 'GET',
    path: '/api/tls',
    access: 'open',
    summary: 'Is there https, for which names, and with which root',
    response: TlsView,
  },
  rootDer: {
    method: 'GET',
    path: '/api/ca.crt',
    access: 'open',
    summary: 'The root of this coordinator for Android, Windows and browsers (DER)',
    responseBytes: true,
  },
  rootPem: {
    method: 'GET',
    path: '/api/ca.pem',
    access: 'open',
    summary: 'The root of this coordinator for programs (PEM)',
    responseBytes: true,
  },
  rootProfile: {
    method: 'GET',
    path: '/api/ca.mobileconfig',
    access: 'open',
    summary: 'The root of this coordinator as a profile for iPhones and iPads',
    responseBytes: true,
  },
} as const satisfies Record<string, Route>;
