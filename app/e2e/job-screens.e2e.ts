// The screens of jobs that a family's swarm does not show: millions of chunks, chunks that failed, a former job repeated; light and dark, as a
// desktop, a phone and a narrow one. Pictures in test-results/job-screens.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JobCreated } from '../../shared/contract/http-api.ts';
import { makeCamera, pictures } from './make-camera.ts';
import { askAsOwner, chromiumPath, desktop, type OpenedApp, openApp, phone } from './open-app.ts';
import { populateSwarm } from './populate-swarm.ts';

const { shoot, faults } = makeCamera(new URL('../../test-results/job-screens/', import.meta.url).pathname);
const state: { app?: OpenedApp } = {};
const app = () => state.app as OpenedApp;

beforeAll(async () => {
  if (chromiumPath !== undefined) state.app = await openApp();
});
afterAll(() => state.app?.close());

describe.skipIf(chromiumPath === undefined)('the screens of jobs', () => {
  test('a job of millions of chunks, one whose chunks failed, and one that is repeated', async () => {
    const depopulate = await populateSwarm(app());
    const owner = await app().owner();
    const submit = async (name: string, count: number, params: object) => {
      const input = { kind: 'range', count };
      const request = { name, kernel: 'probe', params, input, verification: 'trust' };
      return ((await askAsOwner(app(), 'POST', '/api/jobs', request)) as JobCreated).job.id;
    };
    const broken = await submit('Two numbers too many', 60, { bytes: 8, failAt: [7, 40] });
    await owner.goto(`${app().url}/jobs/${broken}`);
    await owner.getByText('2 chunks failed').first().waitFor({ timeout: 60_000 });
    await owner.getByText('Finished in').waitFor({ timeout: 60_000 });
    const large = await submit('Ten million numbers', 10_000_000, { bytes: 8, work: 20_000 });
    for (const { viewport } of [desktop, phone, { viewport: { width: 320, height: 640 } }]) {
      if (viewport) await owner.setViewportSize(viewport);
      const size = viewport?.width === 320 ? '-narrow' : '';
      await owner.goto(`${app().url}/jobs/${broken}`);
      await owner.getByText('The same as a table').click();
      await owner.getByRole('row', { name: /^36 to 41/ }).waitFor();
      await shoot(owner, `job-failed${size}`);
      await owner.goto(`${app().url}/jobs/${large}`);
      await owner.getByText('How the output begins').waitFor({ timeout: 60_000 });
      await shoot(owner, `job-millions${size}`);
      await owner.goto(`${app().url}/jobs/new?from=${broken}`);
      await owner.getByText('if it goes like before').waitFor();
      await shoot(owner, `new-job-repeated${size}`);
    }
    await askAsOwner(app(), 'POST', `/api/jobs/${large}/cancel`);
    await depopulate();
    await owner.context().close();
    expect(faults).toEqual([]);
    expect(app().complaints).toEqual([]);
  });

  test('a picture that grows, and a small one tried in the form', async () => {
    const depopulate = await populateSwarm(app());
    const owner = await app().owner();
    // a picture of it should show something; faults are found on a small one as well
    const params =
      pictures === undefined
        ? { width: 256, height: 128, samples: 2 }
        : { width: 480, height: 320, samples: 16 };
    const seen = pictures === undefined ? /^\d+ % of it can be seen/ : /^[3-9]\d % of it can be seen/;
    const request = { name: 'The red room', kernel: 'render', params, input: { kind: 'none' } };
    const { job } = (await askAsOwner(app(), 'POST', '/api/jobs', request)) as JobCreated;
    await owner.goto(`${app().url}/jobs/${job.id}`);
    await owner.getByText(seen).waitFor({ timeout: 120_000 });
    for (const { viewport } of [desktop, phone]) {
      if (viewport) await owner.setViewportSize(viewport);
      await shoot(owner, 'job-picture');
    }
    await askAsOwner(app(), 'POST', `/api/jobs/${job.id}/cancel`);
    await depopulate();
    await owner.goto(`${app().url}/jobs/new`);
    await owner.getByText('Render a picture', { exact: true }).click();
    await owner.getByRole('button', { name: 'Try it here' }).click();
    await owner.getByRole('img', { name: 'render.png' }).waitFor({ timeout: 60_000 });
    for (const { viewport } of [desktop, phone]) {
      if (viewport) await owner.setViewportSize(viewport);
      await shoot(owner, 'new-job-tried');
    }
    await owner.context().close();
    expect(faults).toEqual([]);
    expect(app().complaints).toEqual([]);
  });
});
