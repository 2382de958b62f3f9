// Every way out of the sandbox tried by a job of the owner's own code, on whichever device is there: what each of them found.
import { expect } from 'vitest';
import { escapeCases } from '../../shared/testing/escape/escape-cases.ts';
import { escapeModule } from '../../shared/testing/escape/escape-script.ts';
import { outputsOf } from './job-outputs.ts';
import type { OpenedApp } from './open-app.ts';
import { submitScript } from './submit-script.ts';

/** `to`: who would hear of it. */
export async function tryWaysOut(app: OpenedApp, to: Record<string, unknown>): Promise<string[]> {
  const job = await submitScript(app, {
    text: escapeModule(),
    params: { args: to, group: 1, seconds: 30 },
    count: escapeCases.length,
  });
  const outputs = await outputsOf(app, job.id);
  expect([...outputs.keys()]).toEqual(['results.jsonl']);
  const lines = (outputs.get('results.jsonl') ?? '').trim().split('\n');
  return lines.map((line) => JSON.parse(line) as string);
}
