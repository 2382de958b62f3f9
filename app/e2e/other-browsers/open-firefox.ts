// The machine's own Firefox, by WebDriver BiDi, which Playwright speaks to an unchanged Firefox (1.64.1 does, 1.65.1 asks for what Firefox ESR 153 does not know).
import { existsSync } from 'node:fs';
import { firefox } from 'playwright';
import { type Installed, PATIENCE_MS, type Visitor } from './visitor.ts';

export function findFirefox(): Installed {
  const path = ['/usr/bin/firefox-esr', '/usr/bin/firefox'].find((each) => existsSync(each));
  return path === undefined ? { missing: 'Firefox is not installed (Debian: firefox-esr)' } : { path };
}

export async function openFirefox(path: string): Promise<Visitor> {
  const browser = await firefox.launch({ channel: 'moz-firefox', executablePath: path, headless: true });
  const page = await (await browser.newContext()).newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  return {
    open: async (url) => void (await page.goto(url)),
    press: (name) => page.getByRole('button', { name, exact: true }).click(),
    see: (words) => page.getByText(words).first().waitFor(),
    evaluate: (expression) => page.evaluate(expression),
    close: () => browser.close(),
  };
}
