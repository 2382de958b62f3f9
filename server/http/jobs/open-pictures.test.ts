// What can be looked at once a job has ended: the pieces of its one picture, from what the store keeps.
import { expect, test } from 'vitest';
import { MemoryBlobs, planJob } from '../../../shared/kernels/memory-job.ts';
import { findKernel, parseParams } from '../../../shared/kernels/registry.ts';
import { makePlans } from '../../plans.ts';
import { Scenario } from '../../scheduler/scenario.ts';
import type { JobRow } from '../../scheduler/rows.ts';
import { makePictureOpener } from './open-pictures.ts';

const params = { width: 128, height: 64, samples: 16 };

async function openEnded(over: Partial<JobRow>, input = '{"kind":"none"}') {
  const render = findKernel('render');
  const planned = await planJob(render, parseParams(render, params), { kind: 'none' }, new MemoryBlobs());
  const payload = { input: new TextEncoder().encode(input), index: planned.index, inputParts: [] };
  const s = new Scenario();
  s.submit(1, { count: 2, spanSize: 2, kernel: 'render', params, ...over });
  const job = s.job(1);
  job.row.state = 'done';
  const read: string[] = [];
  const log =
    <T>(name: string, value: T) =>
    (...args: unknown[]) => {
      read.push(name === 'readResults' ? `${name} ${String(args[3])}` : name);
      return Promise.resolve(value);
    };
  const store = {
    readPayload: log('readPayload', payload),
    listSpans: log('listSpans', [{ first: 0, count: 2, accepted: Uint8Array.of(0b10) }]),
    readResults: log('readResults', { records: new Uint8Array(), next: null }),
  };
  const coordinator = { store, persist: log('persist', undefined) };
  const open = makePictureOpener({ coordinator: () => coordinator as never, plans: makePlans() });
  return { open: () => open(job), read };
}

test('of an ended job the pieces are known and read from the store, and its plan is opened once', async () => {
  const { open, read } = await openEnded({});
  const opened = await open();
  expect(await opened?.spans()).toMatchObject([{ first: 0, count: 2 }]);
  expect(opened?.open.kernel.pieces?.(opened.open.params)).toMatchObject({ width: 128, side: 64 });
  expect(await (await open())?.readRecord(0)).toBeNull();
  expect(read).toEqual(['readPayload', 'persist', 'listSpans', 'readResults accepted']);
});

test('of an ended job whose pictures are its outputs nothing is read', async () => {
  const { open, read } = await openEnded({ kernel: 'image' });
  expect(await open()).toBeNull();
  expect(read).toEqual([]);
});

test('an ended job that this version cannot read has no pictures', async () => {
  for (const [over, input] of [
    [{}, '{"kind":"another"}'],
    [{ params: { width: -1 } }, undefined],
  ] as const) {
    const { open } = await openEnded(over, input);
    expect(await open()).toBeNull();
  }
});
