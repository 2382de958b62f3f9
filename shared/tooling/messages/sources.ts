// Which files hold words: those of the app's screens, and those of programs beside it whose sentences screens show as they come.
import { globSync } from 'node:fs';

const isProgram = (file: string) => /\.(svelte|ts)$/.test(file) && !/\.(test|bench|d)\.ts$/.test(file);

/** By its path in the repository. */
export const hasMessages = (file: string) =>
  /^app\/(lib|routes)\//.test(file) &&
  isProgram(file) &&
  !noWords.has(file) &&
  !file.startsWith('app/lib/messages/');

/** Words that are drawn or made up, not said. */
const noWords = new Set(['app/routes/(owner)/overview/sample-text.ts', 'app/lib/ui/icons.ts']);

/** Every word in these is a person's. */
const sayings = [
  'shared/runtime/reason-sentences.ts',
  'shared/contract/errors.ts',
  'server/observe/views.ts',
  'server/auth/invites.ts',
  'server/scheduler/ending.ts',
  'server/scheduler/agreement/sentences.ts',
  'server/scheduler/on-retry.ts',
];

/** In all others, what these functions are given and what these properties hold. */
export const tellers = /^(CoveyError|ClientError|wireError|say)$/;
export const toldProperties: ReadonlySet<string> = new Set([
  'text',
  'title',
  'summary',
  'hint',
  'message',
  'by',
  'detail',
  'sentence',
]);

/** Said on a terminal, in tests or in the description of the API. */
const unseen =
  /\/(e2e|testing|tooling|contract\/routes|store|tls|tunnel|discovery)\/|\/(fake-|openapi|client-of|allowed-hosts|ways-in|outer-addresses|coordinator-errors)/;

export interface ForeignSource {
  file: string;
  /** All of its words, not only what its tellers are given. */
  isWhole: boolean;
}

const list = (root: string, pattern: string) => globSync(pattern, { cwd: root }).filter(isProgram).toSorted();

export const messageSources = (root: string): string[] =>
  list(root, 'app/{lib,routes}/**/*.{svelte,ts}').filter(hasMessages);

export const foreignSources = (root: string): ForeignSource[] =>
  list(root, '{server,shared}/**/*.ts')
    .filter((file) => !unseen.test(file))
    .map((file) => ({ file, isWhole: sayings.includes(file) }));
