// The layers of the tree as a test: who imports whom, without cycles, and that each rule can fail.
import { describe, expect, test } from 'vitest';
import { findViolations } from './layers/find-violations.ts';
import { readTree } from './layers/read-tree.ts';

test('every import of the repository follows the layer table', () => {
  expect(findViolations(readTree())).toEqual([]);
});

/** [what it is, the files, what the violation says] */
const violating: [string, Record<string, string>, RegExp][] = [
  [
    'an import against the one-way rule',
    { 'shared/contract/job.ts': `import { a } from '../kernels/kernel.ts';`, 'shared/kernels/kernel.ts': '' },
    /^shared\/contract\/job\.ts:1 imports shared\/kernels\/kernel\.ts, which its layer may not$/,
  ],
  [
    'a type import against the one-way rule',
    {
      'shared/client/run.ts': `\nimport type { K } from '#shared/kernels/kernel.ts';`,
      'shared/kernels/kernel.ts': '',
    },
    /^shared\/client\/run\.ts:2 imports/,
  ],
  [
    'an import type in the middle of a type',
    { 'app/lib/a.ts': `type S = import('../../server/store/store.ts').S;`, 'server/store/store.ts': '' },
    /^app\/lib\/a\.ts:1 imports server\/store\/store\.ts/,
  ],
  [
    'a component that reaches for another part',
    {
      'app/routes/+page.svelte': `<p>x</p>\n<script lang="ts">\n  import { h } from '../../desktop/host/h.ts';\n</script>`,
      'desktop/host/h.ts': '',
    },
    /^app\/routes\/\+page\.svelte:3 imports desktop\/host\/h\.ts/,
  ],
  [
    'a static import of the coordinator',
    {
      'desktop/host/start-coordinator.ts': `import { start } from '../../server/main.ts';`,
      'server/main.ts': '',
    },
    /start-coordinator\.ts may, by a dynamic import/,
  ],
  [
    'an engine used where only the interface is known',
    {
      'server/coordinator.ts': `import { S } from './store/sqlite/store.ts';`,
      'server/store/sqlite/store.ts': '',
    },
    /which its layer may not/,
  ],
  [
    'one platform importing the other',
    { 'shared/platform/browser/a.ts': `import '../node/b.ts';`, 'shared/platform/node/b.ts': '' },
    /belongs to another platform/,
  ],
  [
    'a fake used by a program',
    { 'shared/runtime/loop.ts': `import { f } from './fake-clock.ts';`, 'shared/runtime/fake-clock.ts': '' },
    /only for tests/,
  ],
  [
    'a circle, also of types',
    {
      'shared/kernels/a.ts': `import type { B } from './b.ts';`,
      'shared/kernels/b.ts': `export type { A } from './a.ts';`,
    },
    /imports in a circle: shared\/kernels\/a\.ts, shared\/kernels\/b\.ts/,
  ],
  [
    'Node in a portable folder',
    { 'shared/runtime/a.ts': `import 'node:fs';` },
    /imports node:fs, which only/,
  ],
  ['a package in a pure folder', { 'server/scheduler/a.ts': `import 'idb';` }, /server\/scheduler is pure/],
  [
    'socket.io outside realtime',
    { 'server/http/a.ts': `import type { Server } from 'socket.io';` },
    /imports socket\.io/,
  ],
  [
    'socket.io-client in the app',
    { 'app/lib/a.ts': `await import('socket.io-client');` },
    /imports socket\.io-client/,
  ],
  ['electron in the host', { 'desktop/host/a.ts': `import { app } from 'electron';` }, /imports electron/],
  ['SQL outside the engines', { 'server/http/a.ts': 'const q = `SELECT id FROM jobs`;' }, /has SQL outside/],
  ['a module-level let', { 'server/a.ts': '\nlet count = 0;' }, /^server\/a\.ts:2 keeps state/],
  ['a file name that says nothing', { 'shared/client/utils.ts': '' }, /is named "utils"/],
  ['a file in no layer', { 'elsewhere/a.ts': `import './b.ts';`, 'elsewhere/b.ts': '' }, /lies in no layer/],
];

describe('the layer test fails for', () => {
  test.each(violating)('%s', (_what, files, message) => {
    const found = findViolations(new Map(Object.entries(files)));
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(message);
  });
});

test('what the design allows is not a violation', () => {
  const files = {
    'desktop/host/start-coordinator.ts': `const { start } = await import('../../server/main.ts');`,
    'server/main.ts': `import { openStore } from './store/sqlite/store.ts';`,
    'server/store/sqlite/store.ts': `import 'node:sqlite';\nconst q = 'SELECT id FROM jobs';`,
    'app/lib/join.ts': `import '#shared/platform/browser/link.ts';\nimport { page } from '$app/state';`,
    'shared/platform/browser/link.ts': `import { io } from 'socket.io-client';`,
    'server/e2e/kill.e2e.ts': `import { io } from 'socket.io-client';\nimport '../../desktop/host/start-coordinator.ts';\nlet n = 0;`,
  };
  expect(findViolations(new Map(Object.entries(files)))).toEqual([]);
});
