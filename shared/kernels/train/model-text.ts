// `model.json`: what the model is, how it is used, and how well it does.
import type { Shape } from './shape.ts';
import { hiddenOf, layerName } from './state.ts';
import type { Tried } from './try-model.ts';

const LOGISTIC = ['scores = np.c_[x, np.ones(len(x))] @ np.load("layer1.npy")'];
const NETWORK = [
  'hidden = np.maximum(0, np.c_[x, np.ones(len(x))] @ np.load("layer1.npy"))',
  'scores = np.c_[hidden, np.ones(len(hidden))] @ np.load("layer2.npy")',
];

export function modelText(shape: Shape, rounds: number, tried: Tried | null): string {
  const hidden = hiddenOf(shape);
  const text = {
    what:
      hidden === null
        ? 'Logistic regression over classes (softmax).'
        : `A neural network with one hidden layer of ${hidden} rectified units, softmax over classes.`,
    rounds,
    // null: there are rounds to come, or nothing was kept aside.
    testSamples: tried && tried.samples,
    testAccuracy: tried && tried.samples > 0 ? tried.correct / tried.samples : null,
    features: shape.features,
    hidden,
    classes: shape.classes,
    layers: shape.layers.map(({ inputs, outputs }, i) => ({
      file: layerName(i),
      shape: [inputs + 1, outputs],
      lastRow: 'biases',
    })),
    apply: [
      '# Python with NumPy. x: pictures as rows of bytes / 255',
      ...(hidden === null ? LOGISTIC : NETWORK),
      'classes = scores.argmax(axis=1)',
    ],
  };
  return `${JSON.stringify(text, null, 2)}\n`;
}
