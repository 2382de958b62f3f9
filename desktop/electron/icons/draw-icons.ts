// Draws the tray's icons from the mark of the app: one silhouette, one badge per state, in colours that show on light and on dark panels, and as black
// templates for macOS. `COVEY_CHROMIUM=… node desktop/electron/icons/draw-icons.ts` writes the PNG files beside it; they are kept in the repository.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium } from 'playwright';
import type { TrayIcon } from '../tray/judge-tray.ts';

const QUAIL = `
  <path d="M-92 30C-84-38-40-70 8-70c8-32 34-52 64-52 34 0 58 24 60 54l30 14-30 12C128 36 92 92 22 92c-44 0-76-12-98-34l-52 14z"/>
  <path d="M64-118c-6-30 6-54 34-62-2 22-4 40-18 62z"/>`;

const teal = '#23a583';
const grey = '#8b9591';
const amber = '#d89a2b';
const red = '#dc524c';

/** Drawn in a box of 32; the badge sits at the lower right, on a disc that is cut out of the bird. */
const faces: Readonly<Record<TrayIcon, { colour: string; badge: string; isOutlined?: true }>> = {
  working: { colour: teal, badge: '' },
  ready: { colour: teal, badge: '', isOutlined: true },
  paused: { colour: grey, badge: '<path d="M21.5 20.5h3v8h-3zM26.5 20.5h3v8h-3z"/>' },
  resting: { colour: amber, badge: '<path d="M26.8 19.4a5.6 5.6 0 1 0 3.6 8.2 4.6 4.6 0 0 1-3.6-8.2z"/>' },
  offline: { colour: grey, badge: '', isOutlined: true },
  trouble: {
    colour: red,
    badge: '<path d="M24 18.8h3.4l-.6 6.2h-2.2z"/><circle cx="25.7" cy="27.6" r="1.6"/>',
  },
};

function draw(icon: TrayIcon, isTemplate: boolean): string {
  const { colour, badge, isOutlined } = faces[icon];
  const paint = isTemplate ? '#000' : colour;
  const bird = isOutlined
    ? `fill="none" stroke="${paint}" stroke-width="22" stroke-linejoin="round"`
    : `fill="${paint}" stroke="${paint}" stroke-width="10" stroke-linejoin="round"`;
  const eye = isOutlined
    ? `<circle cx="78" cy="-66" r="14" fill="${paint}" stroke="none"/>`
    : '<circle cx="78" cy="-66" r="15" fill="#000" stroke="none"/>';
  // in the mask black is cut out
  const disc = badge === '' ? '' : '<circle cx="25.5" cy="24.5" r="7.6" fill="#000"/>';
  const shape = `<g transform="translate(15.4 20.6) scale(.1)">${QUAIL}</g>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" width="32" height="32">
    <mask id="cut" maskUnits="userSpaceOnUse"><rect width="32" height="32" fill="#fff"/>${disc}
      ${isOutlined ? '' : `<g transform="translate(15.4 20.6) scale(.1)">${eye}</g>`}</mask>
    <g mask="url(#cut)" ${bird}>${shape}${isOutlined ? `<g transform="translate(15.4 20.6) scale(.1)">${eye}</g>` : ''}</g>
    ${icon === 'offline' ? `<path d="M5 27 27 5" stroke="${paint}" stroke-width="2.6" stroke-linecap="round"/>` : ''}
    <g fill="${paint}">${badge}</g>
  </svg>`;
}

const browser = await chromium.launch({
  args: ['--no-sandbox'],
  ...(process.env['COVEY_CHROMIUM'] !== undefined && { executablePath: process.env['COVEY_CHROMIUM'] }),
});
const files = (icon: TrayIcon) =>
  [
    { name: `${icon}.png`, size: 32, isTemplate: false },
    { name: `${icon}@2x.png`, size: 64, isTemplate: false },
    { name: `${icon}Template.png`, size: 16, isTemplate: true },
    { name: `${icon}Template@2x.png`, size: 32, isTemplate: true },
  ] as const;
for (const icon of Object.keys(faces) as TrayIcon[])
  for (const { name, size, isTemplate } of files(icon)) {
    const page = await browser.newPage({ viewport: { width: size, height: size } });
    const svg = draw(icon, isTemplate).replace(
      'width="32" height="32"',
      `width="${size}" height="${size}" style="display:block"`,
    );
    await page.setContent(`<body style="margin:0">${svg}`);
    await writeFile(join(import.meta.dirname, name), await page.screenshot({ omitBackground: true }));
    await page.close();
  }
await browser.close();
