import { expect, test } from 'vitest';
import { livePictures, outputPictures, unshownOutput } from './picture-list.ts';

test('finished pictures of a running job are fetched chunk by chunk', () => {
  expect(livePictures('job_1', [{ chunk: 7, n: 2, name: 'ü 🙂.JPG', size: 9 }])).toEqual([
    { key: '7.2', name: 'ü 🙂.JPG', size: 9, address: '/api/jobs/job_1/pictures/7/2' },
  ]);
});

test('of the outputs those are shown that browsers draw and that are not too large, by their own numbers', () => {
  const outputs = [
    { name: 'a.jpg', size: 10 },
    { name: 'failed.txt', size: 10 },
    { name: 'huge.png', size: 1e9 },
    { name: 'deep/b.AVIF', size: 10 },
  ];
  expect(outputPictures({ id: 'job_1', outputs } as never).map(({ address }) => address)).toEqual([
    '/api/jobs/job_1/outputs/0',
    '/api/jobs/job_1/outputs/3',
  ]);
});

test('no more than a screen takes', () => {
  const many = Array.from({ length: 100 }, (_, i) => ({ name: `${i}.png`, size: 1 }));
  expect(outputPictures({ id: 'job_1', outputs: many } as never)).toHaveLength(24);
});

test('of outputs that are not shown a large picture is spoken of, else one that browsers cannot draw, never the list of failures', () => {
  const [failed, exr, png] = [
    { name: 'failed.txt', size: 10 },
    { name: 'render.exr', size: 10 },
    { name: 'render.png', size: 1e9 },
  ];
  const spokenOf = (...outputs: unknown[]) => unshownOutput({ id: 'job_1', outputs } as never);
  expect(spokenOf(failed, exr, png)).toEqual({
    key: 'output 2',
    name: 'render.png',
    size: 1e9,
    address: '/api/jobs/job_1/outputs/2',
    isDrawn: true,
  });
  expect(spokenOf(failed, exr)).toMatchObject({ name: 'render.exr', isDrawn: false });
  expect(spokenOf(failed)).toBeUndefined();
});
