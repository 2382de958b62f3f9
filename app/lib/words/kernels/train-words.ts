// Words for the parameters of `train`.
import type { KernelWords } from './kernel-words.ts';

export const trainWords: KernelWords = {
  model: {
    label: 'Model',
    hint: 'A network has a hidden layer and learns more; logistic regression is smaller.',
    values: { network: 'Neural network', logistic: 'Logistic regression' },
  },
  hidden: {
    appliesTo: ({ model }) => model === 'network',
    label: 'Units of the hidden layer',
    hint: 'More of them learn more, and take longer.',
  },
  rounds: { label: 'Rounds', hint: 'Each is a job that follows on the one before.' },
  batch: { label: 'Samples in a round' },
  chunks: { label: 'Chunks in a round', hint: 'The result is the same with any number of them.' },
  rate: { label: 'Learning rate', hint: 'How far each round moves the weights.' },
  momentum: { label: 'Momentum', hint: 'How much of its last move the next one keeps: 0 to 0.999.' },
  seed: { label: 'Seed', hint: 'The same seed gives the same weights to the last bit, on any devices.' },
  samples: { label: 'Digits to draw', hint: 'Without files. With files, theirs count.' },
  testShare: {
    label: 'Share kept aside',
    hint: 'Samples that the model never learns from, and is judged by in the end.',
  },
};
