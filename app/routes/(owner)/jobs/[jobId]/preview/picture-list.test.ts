import { expect, test } from 'vitest';
import { livePictures, outputPictures } from './picture-list.ts';

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
