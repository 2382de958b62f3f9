// The headers that every answer carries. What a page may load and run is said in one place, svelte.config.js, whose policy travels with the
// page; here is only what a page cannot say about itself, what scripts of workers need, and what keeps the API's answers from being pages.
// No HSTS, ever: on a LAN name it would make a certificate warning final.

import { PROBE_PATH } from '../../../shared/contract/tls.ts';

/** What could ask the person for something, or tell about them, is off unless the app uses it. Only names that every Chromium knows: it complains
 *  about the others. */
const PERMISSIONS = [
  'camera=(self)',
  'screen-wake-lock=(self)',
  'clipboard-write=(self)',
  'fullscreen=(self)',
  // the governor's: how busy the device is, and, where its person allowed that, whether they use it
  'compute-pressure=(self)',
  'idle-detection=(self)',
  'publickey-credentials-create=(self)',
  'publickey-credentials-get=(self)',
  ...[
    'accelerometer',
    'browsing-topics',
    'captured-surface-control',
    'clipboard-read',
    'display-capture',
    'encrypted-media',
    'gamepad',
    'geolocation',
    'gyroscope',
    'hid',
    'identity-credentials-get',
    'keyboard-map',
    'local-fonts',
    'magnetometer',
    'microphone',
    'midi',
    'otp-credentials',
    'payment',
    'picture-in-picture',
    'serial',
    'storage-access',
    'usb',
    'window-management',
    'xr-spatial-tracking',
  ].map((feature) => `${feature}=()`),
].join(', ');

/** A worker's policy is that of its script's answer, not of the page that starts it. */
const SCRIPT_POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; worker-src 'self'; frame-ancestors 'none'";
/** Were an output or a part ever shown instead of saved, it could run nothing and would belong to nobody. */
const DATA_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox";
const PAGE_POLICY = "frame-ancestors 'none'";

export function securityHeaders(path: string, isTrustworthy: boolean): Record<string, string> {
  const isApi = path === '/api' || path.startsWith('/api/');
  const policy = isApi ? DATA_POLICY : /\.m?js$/.test(path) ? SCRIPT_POLICY : PAGE_POLICY;
  return {
    'content-security-policy': policy,
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cross-origin-resource-policy': isTrustworthy && path === PROBE_PATH ? 'cross-origin' : 'same-origin',
    'permissions-policy': PERMISSIONS,
    // browsers complain about it on plain http, where it does nothing
    ...(isTrustworthy && { 'cross-origin-opener-policy': 'same-origin' }),
    // a route that may be kept says so itself
    ...(isApi && { 'cache-control': 'no-store' }),
  };
}
