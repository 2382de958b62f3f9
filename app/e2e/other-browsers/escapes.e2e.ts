// What job code can reach in Firefox and in WebKit, where they are installed: nothing. The table and the controls are those of Chromium's test
// (../sandbox.e2e.ts); a way that its control cannot go either is printed as not there.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { frameDocument } from '../../../shared/platform/browser/sandbox/frame-document.ts';
import { countHits, type HitCounter } from '../../../shared/testing/escape/count-hits.ts';
import { escapeCases } from '../../../shared/testing/escape/escape-cases.ts';
import { judgeEscapes } from '../../../shared/testing/escape/escape-script.ts';
import {
  beReachable,
  controlThread,
  endRunaway,
  frameRuns,
  HARMLESS,
  policedThreads,
  RUNAWAY,
  runWorker,
  tryWays,
} from '../escape-pages.ts';
import { chromiumPath, type OpenedApp, openApp } from '../open-app.ts';
import { tryWaysOut } from '../try-ways-out.ts';
import { findFirefox, openFirefox } from './open-firefox.ts';
import { findWebkit, openWebkit } from './open-webkit.ts';
import type { Visitor } from './visitor.ts';

const browsers = [
  { browser: 'Firefox', installed: findFirefox(), start: openFirefox },
  { browser: 'WebKit', installed: findWebkit(), start: openWebkit },
];
for (const { browser, installed } of browsers)
  if ('missing' in installed) console.info(`${browser} is not tried: ${installed.missing}`);

const state: { app?: OpenedApp; counter?: HitCounter } = {};
const app = () => state.app as OpenedApp;
const counter = () => state.counter as HitCounter;
const patiently = { timeout: 150_000, interval: 250 };

beforeAll(async () => {
  if (chromiumPath !== undefined) state.app = await openApp();
});
afterAll(() => state.app?.close());
beforeEach(async () => {
  state.counter = await countHits();
});
afterEach(() => state.counter?.close());

/** What these browsers do not have and refuse in words of their own. */
const LACKING = {
  'import() of a built-in module': 'only Node has any; WebKit takes its address for that of another site',
  'import() through a Function': 'the same',
  WebTransport: 'Firefox waits for a server of HTTP/3, and the one beside it is none',
  'a service worker': 'WebKit lets no thread from a blob: register one, and job code has no other',
};

/** What the policy alone lets be in these browsers; job code finds none of it. */
const HARMLESS_HERE = {
  ...HARMLESS,
  'the cache': 'WebKit gives the frame’s origin, which nobody else has, an empty one of its own',
  'the cache’s list': 'the same',
};

/** What a thread finds that the threads of other frames, or the app, put away. */
const LIST_CACHES = `onmessage = ({ ports: [port] }) => Promise.resolve().then(() => caches.keys()).then(
  (names) => port.postMessage(names.join() || 'nothing'), () => port.postMessage('nothing'))`;

/** A function in the page, which may take longer than a driver waits. */
async function evaluate<A>(visitor: Visitor, run: (argument: A) => unknown, argument: A): Promise<unknown> {
  await visitor.evaluate(
    `(globalThis.cameOf = null, void Promise.resolve((${run.toString()})(${JSON.stringify(argument)})).then(
      (value) => { globalThis.cameOf = { value: value ?? null }; }, (error) => { globalThis.cameOf = { failed: String(error) }; }), true)`,
  );
  const look = async () =>
    (await visitor.evaluate('globalThis.cameOf')) as null | { value: unknown; failed?: string };
  await expect.poll(look, patiently).not.toBeNull();
  const came = await look();
  expect(came?.failed).toBeUndefined();
  return came?.value;
}

describe.skipIf(chromiumPath === undefined).each(browsers)('job code in $browser', (each) => {
  const { browser, installed, start } = each;
  const open = async (): Promise<Visitor> => {
    if ('missing' in installed) throw new Error(installed.missing);
    const visitor = await start(installed.path);
    onTestFinished(() => visitor.close());
    return visitor;
  };

  test.skipIf('missing' in installed)(
    'every way out is closed in a device’s thread and open without the wall, or is not there at all',
    { timeout: 400_000 },
    async () => {
      const { url, host, port, hits } = counter();
      const to = { url, host, port, home: app().url };
      const visitor = await open();
      const { token } = await app().coordinator.createInvite({ uses: 1, minutes: 15 });
      await visitor.open(`${app().url}/j#${token}`);
      await visitor.press('Join and help');
      await visitor.see('Ready');
      await evaluate(visitor, beReachable, undefined);
      const walled = await tryWaysOut(app(), to);

      // the policy alone: the same frame in the same page, with all that a browser gives a thread
      const policed: string[][] = [];
      for (const source of policedThreads(to))
        policed.push(
          (await evaluate(visitor, tryWays, {
            srcdoc: frameDocument,
            source,
            count: escapeCases.length,
          })) as string[],
        );
      expect(hits).toEqual([]);
      const kept = await evaluate(visitor, tryWays, {
        srcdoc: frameDocument,
        source: LIST_CACHES,
        count: 1,
      });
      expect(kept).toEqual(['nothing']);

      await visitor.open(`${url}/`);
      await evaluate(visitor, beReachable, undefined);
      const control = (await evaluate(visitor, runWorker, controlThread({ ...to, home: url }))) as string[];
      const report = judgeEscapes(walled, control, {}, LACKING);
      console.log(
        `${browser}: ${report.held.length} ways held: ${report.held.join(', ')}. Not there: ${report.absent.join(', ')}.`,
      );
      expect(report.open).toEqual([]);
      expect(report.doubtful).toEqual([]);
      expect(report.held.length).toBeGreaterThanOrEqual(30);
      expect(hits.length).toBeGreaterThanOrEqual(10);
      for (const found of policed) expect(judgeEscapes(found, control, HARMLESS_HERE).open).toEqual([]);
    },
  );

  test.skipIf('missing' in installed)(
    'a thread in an endless loop is ended, and no other script than the frame’s own runs in a frame',
    async () => {
      const visitor = await open();
      await visitor.open(app().url);
      const silenceMs = await evaluate(visitor, endRunaway, { srcdoc: frameDocument, source: RUNAWAY });
      expect(silenceMs).toBeGreaterThan(1_000);
      expect(await evaluate(visitor, frameRuns, frameDocument)).toBe(true);
      const other = frameDocument.replace("'use strict';", "'use strict'; // changed\n");
      expect(await evaluate(visitor, frameRuns, other)).toBe(false);
    },
  );
});
