// The headless device as one file, for servers and notebooks. Open to all: it holds no secret, and who runs it has not joined yet.
import { DeviceBundleView } from '../device-bundle.ts';
import type { Route } from './route.ts';

export const deviceBundleRoutes = {
  deviceBundleView: {
    method: 'GET',
    path: '/api/device-bundle',
    access: 'open',
    summary: 'Which device bundle this coordinator serves',
    response: DeviceBundleView,
  },
  deviceBundle: {
    method: 'GET',
    path: '/api/device.cjs',
    access: 'open',
    summary: 'The device bundle with this coordinator’s address in it: `curl -fsSL … | node - CODE`',
    responseBytes: true,
  },
  deviceBundleBySha: {
    method: 'GET',
    path: '/api/device-bundle/{sha256}',
    access: 'open',
    summary: 'The device bundle as it was built, by its SHA-256; it never changes',
    responseBytes: true,
  },
} as const satisfies Record<string, Route>;
