// Words for the parameters of `text-tokenize`.
import type { KernelWords } from './kernel-words.ts';

export const textTokenizeWords: KernelWords = {
  mode: {
    label: 'Count',
    hint: 'Byte pairs are the tokens of language models: frequent parts of words, learnt from these files.',
    values: { words: 'Words', 'byte-pairs': 'Byte pairs' },
  },
  foldCase: { label: 'Upper and lower case are the same' },
  wordsTogether: {
    appliesTo: ({ mode }) => mode === 'words',
    label: 'Words in a row',
    hint: '2 counts pairs of neighbours, 3 triples.',
  },
  rows: { label: 'Rows of the list', hint: 'The most frequent ones.' },
  vocabulary: {
    appliesTo: ({ mode }) => mode === 'byte-pairs',
    label: 'Tokens to learn',
    hint: 'The 256 single bytes are among them.',
  },
};
