// Runs projects of vitest.config.ts in this process and counts what happened: tests, files that could not
// be loaded, and errors outside of any test.
import { globSync } from 'node:fs';
import { startVitest, type TestCase, type TestModule } from 'vitest/node';

export interface Tally {
  passed: number;
  failed: number;
  skipped: { name: string; reason: string }[];
}

export const nothing: Tally = { passed: 0, failed: 0, skipped: [] };

export function addTallies(a: Tally, b: Tally): Tally {
  return {
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    skipped: [...a.skipped, ...b.skipped],
  };
}

/** Whether any whole-program test is among `files`, which are parts of paths; none means all. */
export function namesWholeProgramTest(files: string[]): boolean {
  if (files.length === 0) return true;
  const all = globSync('{app,desktop,server,shared}/**/*.e2e.ts');
  return all.some((path) => files.some((part) => path.includes(part)));
}

/** `files` are parts of paths; none means all. */
export async function runTests(projects: string[], files: string[]): Promise<Tally> {
  const vitest = await startVitest('test', files, {
    run: true,
    watch: false,
    project: projects,
    passWithNoTests: true,
  });
  try {
    const tally: Tally = { passed: 0, failed: vitest.state.getUnhandledErrors().length, skipped: [] };
    for (const module of vitest.state.getTestModules()) countModule(module, tally);
    return tally;
  } finally {
    await vitest.close();
  }
}

function countModule(module: TestModule, tally: Tally): void {
  if (module.errors().length > 0) tally.failed += 1;
  for (const suite of module.children.allSuites()) if (suite.errors().length > 0) tally.failed += 1;
  for (const test of module.children.allTests()) countTest(test, tally);
}

function countTest(test: TestCase, tally: Tally): void {
  const result = test.result();
  if (result.state === 'passed') tally.passed += 1;
  else if (result.state === 'skipped') {
    tally.skipped.push({ name: test.fullName, reason: result.note ?? 'no reason given' });
    // What is still pending never began, because its file broke off.
  } else tally.failed += 1;
}
