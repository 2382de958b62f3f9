// What axe finds wrong with a page as it stands: every rule it knows but those still on trial, those of good practice included.
// It runs in the page and stays there, which takes a fifth of the time of a driver that brings it anew for every look.
import axe from 'axe-core';
import type { Page } from 'playwright';

/** `colours`: those rules alone that another theme of the same page can break. One line for each rule that is broken, with where and why. */
export async function findViolations(page: Page, which: 'all' | 'colours'): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe.source);
  const options: axe.RunOptions = {
    // the frame in which kernels run shows nothing
    iframes: false,
    resultTypes: ['violations'],
    ...(which === 'all'
      ? { rules: { 'target-size': { enabled: true } } }
      : { runOnly: ['color-contrast', 'link-in-text-block'] }),
  };
  const { violations } = await page.evaluate(
    (chosen) => (globalThis as unknown as { axe: typeof axe }).axe.run(chosen),
    options,
  );
  return violations.map(({ id, help, nodes }) => {
    const places = nodes
      .slice(0, 4)
      .map(({ target, any }) => `${target.join(' ')} ${any[0]?.message ?? ''}`.trim());
    return `${id} (${help}), ${nodes.length} times: ${places.join(' | ')}`;
  });
}
