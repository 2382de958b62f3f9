// The warnings of browsers about a certificate they do not know, and the way through, as they look in late 2026. The guess by name only chooses
// which picture opens first.
import type { PictureLine } from '#lib/pictures/picture-lines.ts';
import { inWindow, onPhone, type PicturedStep } from '#lib/pictures/pictured-step.ts';

export const warnings = [
  { value: 'chrome', label: 'Chrome' },
  { value: 'safari', label: 'Safari' },
  { value: 'firefox', label: 'Firefox' },
] as const;

export type WarningOf = (typeof warnings)[number]['value'];

export function guessWarning(agent: string): WarningOf {
  if (/Firefox\//.test(agent)) return 'firefox';
  if (/iPhone|iPad|CriOS|FxiOS/.test(agent)) return 'safari';
  return /Chrome\//.test(agent) || !/Safari\//.test(agent) ? 'chrome' : 'safari';
}

export interface WayThrough {
  steps: PicturedStep[];
  /** What it costs beyond the steps. */
  note?: string;
}

/** `host` as the address shows it. */
export function wayThrough(browser: WarningOf, host: string, isHandheld: boolean): WayThrough {
  const draw = (...lines: PictureLine[]) => (isHandheld ? onPhone(...lines) : inWindow(...lines));
  switch (browser) {
    case 'chrome':
      return {
        steps: [
          {
            say: 'Press Advanced.',
            picture: draw(
              { kind: 'address', text: host },
              { kind: 'sign', text: '' },
              { kind: 'title', text: 'Your connection is not private' },
              { kind: 'text', text: 'NET::ERR_CERT_AUTHORITY_INVALID' },
              { kind: 'button', text: 'Advanced', side: 'Back to safety', here: true },
            ),
          },
          {
            say: 'Press Proceed, below.',
            picture: draw(
              { kind: 'text', text: 'Its security certificate is not' },
              { kind: 'text', text: 'trusted by your device…' },
              { kind: 'link', text: `Proceed to ${hostName(host)} (unsafe)`, here: true },
            ),
          },
        ],
      };
    case 'safari':
      return {
        steps: [
          {
            say: 'Press Show Details.',
            picture: draw(
              { kind: 'address', text: host },
              { kind: 'title', text: 'This Connection Is Not Private' },
              { kind: 'button', text: 'Show Details', side: 'Go Back', here: true },
            ),
          },
          {
            say: 'Press “visit this website”, and once more to confirm.',
            picture: draw(
              { kind: 'text', text: 'If you understand the risks involved,' },
              { kind: 'text', text: 'you can' },
              { kind: 'link', text: 'visit this website', here: true },
            ),
          },
        ],
        note: 'Safari then keeps no open line and asks again and again instead: a little slower. A trusted certificate avoids that.',
      };
    case 'firefox':
      return {
        steps: [
          {
            say: 'Press Advanced.',
            picture: draw(
              { kind: 'address', text: host },
              { kind: 'sign', text: '' },
              { kind: 'title', text: 'Be careful. Something' },
              { kind: 'title', text: 'doesn’t look right.' },
              { kind: 'button', text: 'Advanced', side: 'Go back', here: true },
            ),
          },
          {
            say: 'Press Proceed.',
            picture: draw(
              { kind: 'text', text: 'Error: SEC_ERROR_UNKNOWN_ISSUER' },
              { kind: 'button', text: 'Proceed to site (Risky)', here: true },
            ),
          },
        ],
      };
  }
}

/** Long addresses would not fit the picture. */
const hostName = (host: string) => {
  const name = host.replace(/:\d+$/, '');
  return name.length > 16 ? `${name.slice(0, 15)}…` : name;
};
