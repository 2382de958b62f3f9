// Pages spoken in the pseudo-locale, and what a look at one finds: words in plain letters, and what does not fit into 320 px.
import type { BrowserContextOptions, Page } from 'playwright';
import { pseudo } from '../lib/messages/pseudo-text.ts';
import { desktop, type OpenedApp } from './open-app.ts';
import { readScreen } from './read-screen.ts';

/** What somebody called something here: people, swarms, devices, jobs, files. Longer ones first. */
const names =
  /Study desktop|Workshop server|Emma’s phone|Mary’s phone|Kitchen tablet|Attic laptop|Office laptop|Linux laptop|My swarm|Chess club|Nightly archive|Ada Lovelace|Letters of 2024|Grandfather’s archive|Holiday photos|Two numbers too many|Owner|\w+\.(bin|txt)|IMG_\d+\.jpg|page \d+\.txt(\.gz)?/g;
/** The same in every language: units, formats, kernels and their fields by name, systems, addresses, codes, scopes. */
const same =
  /\b(mWh|kWh|Wh|KB|MB|GB|TB|GPU|gzip|zstd|zip|compress|hash|probe|failAt|Android|iOS|iPadOS|macOS|Windows|Linux|Chrome|Firefox|Safari|SHA|CRC|BLAKE3|MD5|sha256sum|fc|https?:\/\/\S+|localhost|\S+\.(lan|local|example)|Authorization|Bearer|covey_\w+|threw|thread-died|test|[A-Z2-9]{4}-[A-Z2-9]{4})\b|NET::\S+/g;
/** What a kernel throws. */
const thrown = /\bnumber \d+ was asked to fail/gi;
/** As the browser writes dates: it has none of this language. */
const dates =
  /\b(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|\b(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)[a-z]*\b/g;

const plainWords = (text: string): string[] =>
  text
    .replaceAll(thrown, '')
    .replaceAll(names, '')
    .replaceAll(same, '')
    .replaceAll(dates, '')
    .match(/[A-Za-z]{2,}/g) ?? [];

const narrow = { width: 320, height: 640 };

/** A text as these pages say it. */
export const say = pseudo;
export const button = (page: Page, english: string) =>
  page.getByRole('button', { name: say(english), exact: true });
export const waitForText = (page: Page, english: string) => page.getByText(say(english)).first().waitFor();

/** The letters of the beginning of a text, whose length its padding depends on. */
export const begun = (english: string) => new RegExp(say(english).replaceAll(/^\[|( ~+)*\]$/g, ''));

export interface ForeignScreens {
  /** Texts with words in plain letters, and where they were first seen. */
  plain: Map<string, string>;
  unfit: Set<string>;
  /** As wide as a desktop, then 320 px. `words`: what is shown that is nobody's wording, such as a device's four words. */
  look(page: Page, name: string, words?: readonly string[]): Promise<void>;
  open(path: string, options?: BrowserContextOptions): Promise<Page>;
  owner(): Promise<Page>;
  device(name: string): Promise<Page>;
}

export function makeForeignScreens(app: () => OpenedApp): ForeignScreens {
  const plain = new Map<string, string>();
  const unfit = new Set<string>();

  async function look(page: Page, name: string, words: readonly string[] = []): Promise<void> {
    for (const viewport of [desktop.viewport ?? narrow, narrow]) {
      await page.setViewportSize(viewport);
      await page.evaluate(async () => {
        await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
        await Promise.allSettled(window.document.getAnimations().map((animation) => animation.finished));
      });
      const { texts, overflow, cut } = await readScreen(page);
      for (const text of texts) {
        const found = plainWords(text).filter((word) => !words.includes(word));
        if (found.length > 0) plain.set(`${text} (${found.join(' ')})`, name);
      }
      if (viewport !== narrow) continue;
      if (overflow > 0) unfit.add(`${name} scrolls sideways by ${overflow} px`);
      for (const what of cut) unfit.add(`${name}: ${what}`);
      if (process.env['COVEY_PICTURES'] !== undefined)
        await page.screenshot({
          path: `test-results/foreign-words/${name.replaceAll(/\W+/g, '-')}.png`,
          fullPage: true,
        });
    }
    await page.setViewportSize(desktop.viewport ?? narrow);
  }

  async function open(path: string, options: BrowserContextOptions = desktop): Promise<Page> {
    const localStorage = [{ name: 'covey-language', value: 'en-XA' }];
    const origins = [{ origin: app().url, localStorage }];
    const context = await app().context({ ...options, storageState: { cookies: [], origins } });
    const page = await context.newPage();
    await page.goto(path.startsWith('http') ? path : app().url + path);
    return page;
  }

  return {
    plain,
    unfit,
    look,
    open,
    async owner() {
      const page = await open(app().coordinator.makeSetupUrl());
      await page.waitForURL('**/overview');
      return page;
    },
    async device(name) {
      const { token } = await app().coordinator.createInvite({ uses: 1, minutes: 15 });
      const page = await open(`/j#${token}`);
      await page.getByLabel(say('Name of this device')).fill(name);
      await look(page, 'join by link');
      await button(page, 'Join and help').click();
      await page.waitForURL('**/contribute');
      return page;
    },
  };
}
