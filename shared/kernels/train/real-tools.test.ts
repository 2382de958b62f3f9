// A trained model as NumPy sees it.
import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { filesInput, MemoryBlobs } from '../memory-job.ts';
import { useToolFolder } from '../testing/tool-folder.ts';
import { drawBlock } from './data/draw-block.ts';
import { idxFile, trainRounds } from './testing/train-rounds.ts';

const { call, place } = useToolFolder();

test('numpy applies it as model.json says, and knows what it knows', async (context) => {
  context.skip(
    spawnSync('python3', ['-c', 'import numpy'], { stdio: 'ignore' }).status !== 0,
    'python3 with numpy is not installed',
  );
  const blobs = new MemoryBlobs();
  const { pictures, labels } = drawBlock(1, 0, 320);
  const files = [
    { name: 'images', bytes: idxFile([320, 28, 28], pictures) },
    { name: 'labels', bytes: idxFile([320], labels) },
  ];
  const params = { rounds: 60, batch: 320, testShare: 0 };
  const { outputs } = await trainRounds(params, filesInput(blobs, files), blobs);
  for (const { name, bytes } of [...files, ...outputs]) place(name, bytes);
  const script = `
import csv, json
import numpy as np
x = np.fromfile('images', np.uint8)[16:].reshape(320, -1) / 255
y = np.fromfile('labels', np.uint8)[8:]
model = json.load(open('model.json'))
exec('\\n'.join(model['apply']))
rows = list(csv.DictReader(open('history.csv')))
shapes = [list(np.load(layer['file']).shape) == layer['shape'] for layer in model['layers']]
print(all(shapes), len(rows), (classes == y).mean() > 0.95, (classes == y).mean() >= float(rows[-1]['accuracy']) - 0.05)`;
  expect(call('python3', '-c', script)).toMatchObject({ stderr: '', stdout: 'True 60 True True\n' });
});
