// Words for the parameters of both kernels that run the owner's own code.
import type { KernelWords } from './kernel-words.ts';

export const ownCodeWords: KernelWords = {
  args: {
    label: 'Parameters',
    hint: 'Anything that is JSON, such as {"limit": 5}: the second thing the code is given.',
  },
  items: {
    label: 'One item is',
    values: { files: 'A whole file', lines: 'A line of text', json: 'A line of JSON' },
  },
  output: {
    label: 'Results as',
    hint: 'Lines of JSON in one file, bytes end to end in one file, or a file for each item.',
    values: { jsonl: 'Lines of JSON', bin: 'Bytes', files: 'A file each' },
  },
  /** Covey's own: whether the function or its `reduce` runs. */
  phase: { label: 'Step', appliesTo: () => false },
  group: { label: 'Items in a chunk', hint: 'Or KiB of lines. 0 leaves it to Covey.' },
  seed: { label: 'Seed', hint: 'Another seed gives other random numbers.' },
  seconds: { label: 'Seconds a chunk may take' },
  memory: {
    label: 'Memory a chunk may take, MiB',
    hint: 'Held to by devices that run Covey’s program. Browsers have limits of their own.',
  },
  argv: { label: 'Arguments', hint: 'Of a WASI command, as a list: ["-n", "5"].' },
};
