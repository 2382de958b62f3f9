// An owner writes a function in the new-job form, tries it on one item, submits it, and finds its results; what is wrong with it is said
// before anything is submitted. The try runs in the sandbox, never in the page.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { countHits, type HitCounter } from '../../shared/testing/escape/count-hits.ts';
import { COLLATZ, compileSample } from '../../shared/kernels/wasm/testing/compile-sample.ts';
import {
  INEXACT,
  MATH_TABLE,
  MATH_TABLE_SCRIPT,
} from '../../shared/kernels/owner-code/testing/math-table.ts';
import { outputsOf } from './job-outputs.ts';
import { chromiumPath, desktop, type OpenedApp, openApp } from './open-app.ts';
import { submitScript } from './submit-script.ts';

const state: { app?: OpenedApp; counter?: HitCounter } = {};
const app = () => state.app as OpenedApp;

beforeAll(async () => {
  if (chromiumPath === undefined) return;
  state.app = await openApp();
  state.counter = await countHits();
  await app().device('Laptop', desktop);
});
afterAll(async () => {
  await state.app?.close();
  state.counter?.close();
});

async function openForm(kernel: string) {
  const page = await app().owner(desktop);
  await page.goto(`${app().url}/jobs/new`);
  await page.getByText(kernel, { exact: true }).click();
  return page;
}

describe.skipIf(chromiumPath === undefined)('own code in the new-job form', () => {
  test('the example runs as it is; another script is tried, submitted and computed', async () => {
    const page = await openForm('Your own script');
    await page.getByRole('button', { name: 'Try it on number 0' }).click();
    await page.getByText('{"n":0,"prime":false}').waitFor();

    await page
      .getByLabel('script.ts')
      .fill(
        'export default (n: number, p: { by: number }, ctx): number => {\n  ctx.log("met", n);\n  return n * p.by;\n};',
      );
    await page.getByRole('textbox', { name: /^Parameters/ }).fill('{"by": 3}');
    await page.getByRole('spinbutton', { name: 'From', exact: true }).fill('7');
    await page.getByLabel('How many').fill('5');
    await page.getByRole('button', { name: 'Try it on number 7' }).click();
    await page.getByText('log: met 7').waitFor();
    expect(await page.locator('pre').textContent()).toBe('21');
    await page.getByRole('button', { name: 'Start the job' }).click();
    await page.waitForURL('**/jobs/job_*');
    const id = new URL(page.url()).pathname.split('/').at(-1) ?? '';
    const outputs = await outputsOf(app(), id);
    expect(outputs.get('results.jsonl')).toBe('21\n24\n27\n30\n33\n');
    expect(outputs.get('log.txt')).toMatch('met 11');
    await page.close();
  });

  test('what is wrong is said with its line; a try that never ends is stopped; nothing gets out of it', async () => {
    const page = await openForm('Your own script');
    const script = page.getByLabel('script.ts');
    const tryIt = page.getByRole('button', { name: 'Try it on' });
    for (const [text, says] of [
      ['export default function (n) {\n  let a = ;\n}', /cannot be read: .*\(2:/],
      ['import x from "lodash";\nexport default () => x;', /imports "lodash", and a browser cannot bundle/],
      ['export default (n) => {\n  throw new Error("no " + n);\n};', /number 0: no 0 \(script\.ts:2:/i],
      [
        `export default async () => { await fetch("${state.counter?.url}/probe/try"); };`,
        /fetch is not defined/,
      ],
      ['export default () => { for (;;); };', /longer than 10 s/],
    ] as const) {
      await script.fill(text);
      await tryIt.click();
      await page.getByRole('alert').getByText(says).waitFor({ timeout: 20_000 });
    }
    expect(state.counter?.hits).toEqual([]);
    expect(await page.locator('iframe').count()).toBe(0);
    await page.close();
  });

  test('sine and its kin have the bits that they have in Node', async () => {
    const { id } = await submitScript(app(), { text: MATH_TABLE_SCRIPT, count: INEXACT.length });
    expect((await outputsOf(app(), id)).get('results.jsonl')).toBe(MATH_TABLE);
  });

  test('a module of WebAssembly is tried and computed', async () => {
    const page = await openForm('Your own WebAssembly');
    const buffer = Buffer.from(await compileSample(COLLATZ));
    await page
      .locator('input[accept=".wasm"]')
      .setInputFiles({ name: 'collatz.wasm', mimeType: 'application/wasm', buffer });
    await page.getByRole('spinbutton', { name: 'From', exact: true }).fill('27');
    await page.getByLabel('How many').fill('1');
    await page.getByRole('button', { name: 'Try it on number 27' }).click();
    await expect.poll(() => page.locator('pre').textContent()).toBe('111');
    await page.getByRole('button', { name: 'Start the job' }).click();
    await page.waitForURL('**/jobs/job_*');
    const id = new URL(page.url()).pathname.split('/').at(-1) ?? '';
    expect((await outputsOf(app(), id)).get('results.jsonl')).toBe('111\n');
    await page.close();
  });
});
