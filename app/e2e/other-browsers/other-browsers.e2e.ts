// Firefox and WebKit, where they are installed: in by link, a chunk computed and verified, a pause with its reason, and the shell without a coordinator.
// What they do differently lies on this way: threads in a sandboxed frame, keys, storage, the service worker.
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { DeviceView } from '../../../shared/contract/device.ts';
import type { JobCreated } from '../../../shared/contract/http-api.ts';
import type { JobView } from '../../../shared/contract/job.ts';
import { askAsOwner, chromiumPath, type OpenedApp, openApp } from '../open-app.ts';
import { findFirefox, openFirefox } from './open-firefox.ts';
import { findWebkit, openWebkit } from './open-webkit.ts';

const browsers = [
  { browser: 'Firefox', installed: findFirefox(), start: openFirefox },
  { browser: 'WebKit', installed: findWebkit(), start: openWebkit },
];
for (const { browser, installed } of browsers)
  if ('missing' in installed) console.info(`${browser} is not tried: ${installed.missing}`);

const state: { app?: OpenedApp } = {};
const app = () => state.app as OpenedApp;
const patiently = { timeout: 60_000, interval: 200 };

beforeAll(async () => {
  if (chromiumPath !== undefined) state.app = await openApp();
});
afterAll(() => state.app?.close());

/** How the browser asks for a service worker's answer is its own affair; that one answers is what counts. */
const IS_CONTROLLED = `navigator.serviceWorker.ready.then(() => navigator.serviceWorker.controller !== null)`;

describe.skipIf(chromiumPath === undefined)('another browser', () => {
  for (const { browser, installed, start } of browsers)
    test.skipIf('missing' in installed)(
      `${browser}: joins by link, computes a chunk that counts, says why it rests, and opens without a coordinator`,
      async () => {
        if ('missing' in installed) return;
        const visitor = await start(installed.path);
        onTestFinished(() => visitor.close());
        const { token } = await app().coordinator.createInvite({ uses: 1, minutes: 15 });
        await visitor.open(`${app().url}/j#${token}`);
        await visitor.press('Join and help');
        await visitor.see('Ready');
        const { job } = (await askAsOwner(app(), 'POST', '/api/jobs', {
          kernel: 'probe',
          name: `Numbers for ${browser}`,
          input: { kind: 'range', start: 0, count: 4 },
          params: { work: 2_000_000 },
          verification: 'trust',
        })) as JobCreated;
        await expect
          .poll(
            async () => ((await askAsOwner(app(), 'GET', `/api/jobs/${job.id}`)) as JobView).state,
            patiently,
          )
          .toBe('done');
        expect(await askAsOwner(app(), 'GET', `/api/jobs/${job.id}`)).toMatchObject({
          accepted: 4,
          failed: 0,
          rejected: 0,
        });
        await visitor.press('Pause');
        await visitor.see('Paused');
        const rests = async () =>
          ((await askAsOwner(app(), 'GET', '/api/devices')) as DeviceView[]).filter(
            ({ connected, reason }) => connected && reason === 'paused-by-person',
          ).length;
        await expect.poll(rests, patiently).toBe(1);
        await expect.poll(() => visitor.evaluate(IS_CONTROLLED), patiently).toBe(true);
        await app().stopCoordinator();
        try {
          await visitor.open(`${app().url}/contribute`);
          await visitor.see('Paused');
        } finally {
          await app().startCoordinator();
        }
        await visitor.press('Start');
        await visitor.see('Ready');
      },
    );
});
