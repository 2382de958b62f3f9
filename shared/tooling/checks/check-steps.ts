// The steps of `npm run check`: each a name and the commands behind it, run in order until one fails.

export interface CheckStep {
  name: string;
  /** Script below node_modules and its arguments. */
  commands: [script: string, ...args: string[]][];
}

const cache = 'node_modules/.cache';

/** The longest steps first: they are run side by side, as many as there are cores. */
export function checkSteps(): CheckStep[] {
  return [
    {
      name: 'svelte-check',
      commands: [
        ['@sveltejs/kit/svelte-kit.js', 'sync'],
        ['svelte-check/bin/svelte-check', '--tsconfig', 'app/tsconfig.json', '--fail-on-warnings'],
      ],
    },
    {
      name: 'types',
      commands: [
        ['typescript/bin/tsc', '-p', '.', '--incremental', '--tsBuildInfoFile', `${cache}/tsc.tsbuildinfo`],
        ['typescript/bin/tsc', '-p', 'app/service-worker'],
      ],
    },
    {
      name: 'format',
      commands: [
        [
          'prettier/bin/prettier.cjs',
          '--check',
          '--log-level=warn',
          '--cache',
          `--cache-location=${cache}/prettier-check`,
          '.',
        ],
      ],
    },
    { name: 'lint', commands: [['oxlint/bin/oxlint', '--deny-warnings']] },
    {
      name: 'layers',
      commands: [['vitest/vitest.mjs', 'run', '--project=unit', 'shared/testing/layers.test.ts']],
    },
    {
      name: 'messages',
      commands: [['vitest/vitest.mjs', 'run', '--project=unit', 'shared/tooling/messages/catalogue.test.ts']],
    },
    {
      name: 'unused code',
      commands: [['knip/bin/knip.js', '--no-progress', '--no-config-hints']],
    },
  ];
}
