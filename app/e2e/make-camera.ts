// Looks at pages, light and dark, and notes which of them scroll sideways; `npm run screens` has it take a picture of each into an emptied folder.
import { mkdirSync, rmSync } from 'node:fs';
import type { Page } from 'playwright';

/** `keep`: those that are committed are taken anew as well. */
export const pictures = process.env['COVEY_PICTURES'] as 'take' | 'keep' | undefined;

export interface Camera {
  /** One picture per theme of what the page shows now, once it has stopped moving; of the whole page, unless it covers the screen only. */
  shoot(page: Page, name: string, options?: { fullPage: boolean }): Promise<void>;
  /** Screens that scroll sideways. */
  readonly wide: string[];
}

/** `onPicture` hears of every picture while the page still looks so. */
export function makeCamera(
  folder: string,
  onPicture: (page: Page, picture: string) => Promise<void> = () => Promise.resolve(),
): Camera {
  const wide: string[] = [];
  let isFirst = true;
  return {
    wide,
    async shoot(page, name, { fullPage } = { fullPage: true }) {
      if (isFirst && pictures !== undefined) {
        rmSync(folder, { recursive: true, force: true });
        mkdirSync(folder, { recursive: true });
      }
      isFirst = false;
      const size = (page.viewportSize()?.width ?? 0) < 600 ? 'phone' : 'desktop';
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        await page.evaluate(() =>
          Promise.allSettled(window.document.getAnimations().map((animation) => animation.finished)),
        );
        if (pictures === undefined) continue;
        const picture = `${name}-${size}-${colorScheme}`;
        await page.screenshot({ path: `${folder}${picture}.png`, fullPage });
        await onPicture(page, picture);
      }
      const overflow = await page.evaluate(
        () => window.document.documentElement.scrollWidth - window.innerWidth,
      );
      if (overflow > 0) wide.push(`${name} as a ${size} by ${overflow} px`);
    },
  };
}
