// `npm run screens [-- --keep]`: a picture of every screen, light and dark, as a phone and as a desktop, in test-results/screens. `--keep` also takes
// those of the README and of the browsers' install dialogs anew. Exit code 0 only if every screen came up.
import { findChromium } from './find-chromium.ts';
import { runTests } from './run-tests.ts';

const chromium = await findChromium();
if (!chromium) {
  process.stderr.write('screens: no Chromium was found or could be installed; COVEY_CHROMIUM names one\n');
  process.exit(1);
}
process.env['COVEY_CHROMIUM'] = chromium;
process.env['COVEY_PICTURES'] = process.argv.includes('--keep') ? 'keep' : 'take';
const { failed } = await runTests(['e2e'], ['screens.e2e.ts']);
process.stdout.write('pictures: test-results/\n');
process.exit(failed === 0 ? 0 : 1);
