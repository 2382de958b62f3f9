// Owner code that does harm, in real browsers: each bomb fails with a reason that names it, the browsers live on and compute what is
// honest beside it, and a module of WebAssembly is held to the same walls.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BOMB_LIMITS, bombModule, bombs, polluterModule } from '../../shared/testing/escape/bombs.ts';
import { endOf, outputsOf } from './job-outputs.ts';
import { chromiumPath, desktop, type OpenedApp, openApp } from './open-app.ts';
import { failuresOf, submitScript } from './submit-script.ts';

const state: { app?: OpenedApp } = {};
const app = () => state.app as OpenedApp;

beforeAll(async () => {
  if (chromiumPath === undefined) return;
  state.app = await openApp();
  // a chunk fails for good when it failed on three devices
  for (const name of ['One', 'Two', 'Three']) await app().device(name, desktop);
});
afterAll(() => state.app?.close());

describe.skipIf(chromiumPath === undefined)('owner code that does harm, in browsers', () => {
  test('every bomb fails its chunk with a reason, and the chunk beside it is right', async () => {
    const thrown = bombs.filter(({ only }) => only !== 'node');
    const jobs = await Promise.all(
      thrown.map(({ name, code }) =>
        submitScript(app(), { text: bombModule(code), params: { ...BOMB_LIMITS }, count: 2, name }),
      ),
    );
    for (const [i, { says, name }] of thrown.entries()) {
      const job = jobs[i]!;
      const ended = await endOf(app(), job.id, 170_000);
      const [failure] = await failuresOf(app(), job.id);
      expect([name, ended.state, ended.failed]).toEqual([name, 'done', 1]);
      expect(failure?.message).toMatch(says);
      expect((await outputsOf(app(), job.id)).get('results.jsonl')).toBe('2\n');
    }
  });

  test('what one job leaves behind, no other job finds', async () => {
    for (let i = 0; i < 2; i++) {
      const job = await submitScript(app(), { text: polluterModule, count: 1 });
      expect((await outputsOf(app(), job.id)).get('results.jsonl')).toBe('"clean"\n');
    }
  });
});
