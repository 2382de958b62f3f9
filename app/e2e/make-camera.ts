// Looks at pages, light and dark, and notes what is wrong with them: what axe finds, and whether they scroll sideways; `npm run screens` has it take a
// picture of each into an emptied folder instead.
import { mkdirSync, rmSync } from 'node:fs';
import type { Page } from 'playwright';
import { findViolations } from './find-violations.ts';

/** `keep`: those that are committed are taken anew as well. */
export const pictures = process.env['COVEY_PICTURES'] as 'take' | 'keep' | undefined;

export interface Camera {
  /** One picture per theme of what the page shows now, once it has stopped moving; of the whole page, unless it covers the screen only. */
  shoot(page: Page, name: string, options?: { fullPage: boolean }): Promise<void>;
  /** What is wrong with the screens looked at so far, a line each. */
  readonly faults: string[];
}

/** `onPicture` hears of every picture while the page still looks so. */
export function makeCamera(
  folder: string,
  onPicture: (page: Page, picture: string) => Promise<void> = () => Promise.resolve(),
): Camera {
  const faults: string[] = [];
  let isFirst = true;
  return {
    faults,
    async shoot(page, name, { fullPage } = { fullPage: true }) {
      if (isFirst && pictures !== undefined) {
        rmSync(folder, { recursive: true, force: true });
        mkdirSync(folder, { recursive: true });
      }
      isFirst = false;
      const size = (page.viewportSize()?.width ?? 0) < 600 ? 'phone' : 'desktop';
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        await page.evaluate(stopMoving);
        if (pictures === undefined) {
          for (const fault of await findViolations(page, colorScheme === 'light' ? 'all' : 'colours'))
            faults.push(`${name} as a ${size}, ${colorScheme}: ${fault}`);
          continue;
        }
        const picture = `${name}-${size}-${colorScheme}`;
        await page.screenshot({ path: `${folder}${picture}.png`, fullPage });
        await onPicture(page, picture);
      }
      const overflow = await page.evaluate(
        () => window.document.documentElement.scrollWidth - window.innerWidth,
      );
      if (overflow > 0) faults.push(`${name} as a ${size} scrolls sideways by ${overflow} px`);
    },
  };
}

/** Runs in the page. What inherits a colour starts to change when its parent has, so the end of one change may be the start of the next. */
async function stopMoving(): Promise<void> {
  for (let round = 0; round < 30; round += 1) {
    const moving = window.document.getAnimations().filter(({ playState }) => playState === 'running');
    if (moving.length === 0) return;
    await Promise.allSettled(moving.map((animation) => animation.finished));
  }
}
