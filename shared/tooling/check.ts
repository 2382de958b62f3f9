// `npm run check`: everything that can be said about the sources without running the program. One line per
// step, and the output of those that failed; exit code 0 only if none did.
import { checkSteps } from './checks/check-steps.ts';
import { generateAppTypes } from './setup/generate-app-types.mjs';
import { runCheckSteps } from './checks/run-check-steps.ts';

await generateAppTypes();
const finished = await runCheckSteps(checkSteps());
process.exitCode = finished.every((step) => step.passed) ? 0 : 1;
