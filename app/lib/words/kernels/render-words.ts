// Words for the parameters of `render`.
import type { KernelWords } from './kernel-words.ts';

export const renderWords: KernelWords = {
  width: { label: 'Width', hint: 'In pixels, at most 8192.' },
  height: { label: 'Height', hint: 'In pixels, at most 8192.' },
  samples: {
    label: 'Paths for each pixel',
    hint: 'Four times as many halve the grain, and take four times as long.',
  },
  bounces: { label: 'Bounces', hint: 'How often a path may turn. Glass behind glass needs more than 8.' },
  format: {
    label: 'Format',
    hint: 'PNG opens everywhere. EXR holds the light itself, for grading.',
    values: { png: 'PNG', exr: 'EXR', both: 'Both' },
  },
  tone: {
    label: 'Bright places',
    values: { filmic: 'Softened, as on film', plain: 'As they are' },
    appliesTo: ({ format }) => format !== 'exr',
  },
  exposure: {
    label: 'Exposure',
    hint: 'In stops: 1 is twice as bright.',
    appliesTo: ({ format }) => format !== 'exr',
  },
  turn: { label: 'Turn', hint: 'Degrees around the scene. Left empty: what suits it.' },
  tilt: { label: 'Height of the eye', hint: 'Degrees above the scene. Left empty: what suits it.' },
  fov: { label: 'Angle of view', hint: 'Degrees from top to bottom. Less is a longer lens.' },
  zoom: { label: 'Zoom', hint: '2 goes twice as near.' },
  sky: { label: 'Sky', hint: 'Its brightness. Left empty: 1 where nothing in the scene shines, else 0.' },
  floor: { label: 'A floor under the scene', hint: 'For scenes from files.' },
  seed: { label: 'Seed', hint: 'The same seed gives the same picture to the last bit, on any devices.' },
};
