// Words for the parameters of `probe`.
import type { KernelWords } from './kernel-words.ts';

export const probeWords: KernelWords = {
  bytes: { label: 'Bytes of result', hint: 'For each number.' },
  work: { label: 'Work', hint: 'Rounds of mixing for each number. A million take a few milliseconds.' },
  group: { label: 'Numbers in a chunk' },
  failAt: { label: 'Numbers that fail', hint: 'To see what happens then.' },
  findBelow: { label: 'Stop below', hint: 'The first result below this ends the job. With 0 none does.' },
  rounds: { label: 'Rounds', hint: 'Each is a job that follows on the one before.' },
};
