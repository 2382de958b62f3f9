// `npm test [FILE…]`: the checks, then the small tests, then the whole-program tests. Ends with one line,
// `N passed, N failed, N skipped`, over all of them; exit code 0 only if none failed. Files narrow the run
// to those tests and leave the checks out.
import { existsSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { buildApp, buildDevice, buildKernels } from './setup/build-parts.mjs';
import { checkSteps } from './checks/check-steps.ts';
import { findChromium } from './find-chromium.ts';
import { generateAppTypes } from './setup/generate-app-types.mjs';
import { runCheckSteps } from './checks/run-check-steps.ts';
import { addTallies, namesWholeProgramTest, nothing, runTests, type Tally } from './run-tests.ts';

const files = process.argv.slice(2).map(asGivenByPerson);
const build = await prepare();
const checks = files.length === 0 ? await runChecks() : nothing;
const chromium = await findChromium();
if (chromium) process.env['COVEY_CHROMIUM'] = chromium;
const small = await runTests(['unit', 'app'], files);
const whole = namesWholeProgramTest(files) ? await runTests(['e2e', 'alone'], files) : nothing;

const { passed, failed, skipped } = [build, checks, small, whole].reduce(addTallies);
for (const { name, reason } of skipped) process.stdout.write(`skipped  ${name}: ${reason}\n`);
process.stdout.write(`${passed} passed, ${failed} failed, ${skipped.length} skipped\n`);
// A run in which nothing was tested is a mistake in the names given, not a success.
process.exit(failed === 0 && small.passed + whole.passed > 0 ? 0 : 1);

/** What is built counts as a test as well: a tree that does not build still ends with the summary. */
async function prepare(): Promise<Tally> {
  try {
    await generateAppTypes();
    await buildKernels();
    if (namesWholeProgramTest(files)) {
      await buildApp();
      await buildDevice();
    }
    return { passed: 1, failed: 0, skipped: [] };
  } catch (error) {
    process.stdout.write(`build FAILED: ${error instanceof Error ? error.message : String(error)}\n`);
    return { passed: 0, failed: 1, skipped: [] };
  }
}

/** Each step counts as one test. The layers are left out: they are among the small tests. */
async function runChecks(): Promise<Tally> {
  const finished = await runCheckSteps(checkSteps().filter((step) => step.name !== 'layers'));
  const passed = finished.filter((step) => step.passed).length;
  return { passed, failed: finished.length - passed, skipped: [] };
}

/** Names count from the directory the person stood in; what is no file there is matched as a part of a path. */
function asGivenByPerson(name: string): string {
  const path = resolve(process.env['INIT_CWD'] ?? '.', name);
  return existsSync(path) ? relative(process.cwd(), path) : name;
}
