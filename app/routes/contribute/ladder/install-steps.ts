// Installing on an iPhone or iPad, as iOS 26 shows it. Safari offers nothing by itself, so the way leads through its own screens.
import { onPhone, type PicturedStep } from '#lib/pictures/pictured-step.ts';

/** iPads pretend to be Macs; a Mac is no tablet. */
export const isApplesHandheld = (kind: string, os: string) =>
  os === 'iOS' || (os === 'macOS' && (kind === 'tablet' || kind === 'phone'));

/** `host` as the address shows it. */
export const installSteps = (host: string): PicturedStep[] => [
  {
    say: 'Tap Share; where it is not in sight, ⋯ beside the address first.',
    picture: onPhone(
      { kind: 'field', text: host },
      { kind: 'row', text: 'Share', here: true },
      { kind: 'row', text: 'Add to Bookmarks' },
    ),
  },
  {
    say: 'Further down in the list: Add to Home Screen.',
    picture: onPhone(
      { kind: 'row', text: 'Copy' },
      { kind: 'row', text: 'Add to Reading List' },
      { kind: 'row', text: 'Add to Home Screen', here: true },
    ),
  },
  {
    say: 'Leave “Open as Web App” on, and tap Add.',
    picture: onPhone(
      { kind: 'bar', text: 'Add to Home Screen' },
      { kind: 'field', text: 'Covey' },
      { kind: 'toggle', text: 'Open as Web App' },
      { kind: 'main-button', text: 'Add', here: true },
    ),
  },
];
