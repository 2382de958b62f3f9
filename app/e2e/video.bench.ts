// What it costs to cut a film and to join it, against the transcode itself as the swarm does it: the kernel's own script with the codecs of Chromium,
// all of whose processes' CPU time is counted (by /proc, hence Linux only).
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright';
import { buildKernelScript } from '../../shared/kernels/build-scripts.ts';
import { filesInput, MemoryBlobs, planJob } from '../../shared/kernels/memory-job.ts';
import { parseParams } from '../../shared/kernels/registry.ts';
import { video } from '../../shared/kernels/video/describe.ts';
import {
  FILM_PARAMS,
  type Films,
  makeFilms,
  measureFilm,
  SECONDS,
} from '../../shared/kernels/video/testing/measure-film.ts';
import { benchRow, type BenchRow } from '../../shared/testing/bench-row.ts';
import { chromiumPath } from './open-app.ts';

export const name = 'video in Chromium';

/** Of the kernel, of clock ticks in a second: what Linux says everywhere. */
const TICKS = 100;

export async function run(): Promise<BenchRow[]> {
  const folder = await mkdtemp(join(tmpdir(), 'covey-video-'));
  try {
    const films = process.platform === 'linux' && chromiumPath !== undefined ? await makeFilms(folder) : null;
    if (!films) {
      process.stderr.write(`bench: ${name} is skipped: it needs Linux, COVEY_CHROMIUM and ffmpeg\n`);
      return [];
    }
    const peer = { name: 'the kernel in Chromium', value: await transcodeInChromium(films) };
    const { cut, join: joined } = await measureFilm(films);
    return [
      benchRow(`${name}: ${SECONDS} s of 720p made smaller as VP9`, 'CPU ms', [peer.value]),
      benchRow(`${name}: cut at key frames`, 'CPU ms', cut, peer),
      benchRow(`${name}: joined`, 'CPU ms', joined, peer),
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** CPU time of every chunk, one after the other, without starting the browser; ms. */
async function transcodeInChromium({ film }: Films): Promise<number> {
  const params = parseParams(video, FILM_PARAMS);
  const blobs = new MemoryBlobs();
  const job = await planJob(video, params, filesInput(blobs, [{ name: 'film.webm', bytes: film }]), blobs);
  const server = createServer((request, response) =>
    response.end(request.url === '/film' ? film : '<!doctype html><title>film</title>'),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const browser = await chromium.launchServer({
    ...(chromiumPath !== undefined && { executablePath: chromiumPath }),
    args: ['--no-sandbox'],
  });
  try {
    const page = await (await chromium.connect(browser.wsEndpoint())).newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await page.addScriptTag({ content: await buildKernelScript('video') });
    const before = cpuOfTree(browser.process().pid ?? 0);
    for (let index = 0; index < job.plan.count; index++) {
      const size = await page.evaluate(runChunkInPage, {
        index,
        params,
        args: job.plan.describe(index)?.args,
      });
      if (size < 1000) throw new Error(`chunk ${index} came out with ${size} bytes`);
    }
    return cpuOfTree(browser.process().pid ?? 0) - before;
  } finally {
    await browser.close();
    server.close();
  }
}

interface PageKernel {
  coveyKernel: { run(task: object): Promise<void> };
}

/** In the page. @returns bytes of its result. */
async function runChunkInPage(task: { index: number; params: unknown; args: unknown }): Promise<number> {
  const film = new Uint8Array(await (await fetch('/film')).arrayBuffer());
  let size = 0;
  await (globalThis as unknown as PageKernel).coveyKernel.run({
    ...task,
    inputSize: film.length,
    read: (offset: number, length: number) => Promise.resolve(film.slice(offset, offset + length)),
    write: (bytes: Uint8Array) => Promise.resolve(void (size += bytes.length)),
    progress: () => Promise.resolve(),
  });
  return size;
}

/** Of a process and all that descend from it, also of those that ended and were waited for; ms. */
function cpuOfTree(root: number): number {
  const processes = new Map<number, { parent: number; ticks: number }>();
  for (const id of readdirSync('/proc').filter((each) => /^\d+$/.test(each))) {
    const stat = readStat(id);
    // behind the name, which may hold anything
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [parent = 0, ...ticks] = [1, 11, 12, 13, 14].map((field) => Number(fields[field]));
    processes.set(Number(id), { parent, ticks: ticks.reduce((sum, each) => sum + each, 0) });
  }
  const isBelow = (id: number): boolean =>
    id === root || (processes.has(id) && isBelow(processes.get(id)?.parent ?? 0));
  let ticks = 0;
  for (const [id, process] of processes) if (isBelow(id)) ticks += process.ticks;
  return (1000 * ticks) / TICKS;
}

/** Empty where it has just ended. */
function readStat(id: string): string {
  try {
    return readFileSync(`/proc/${id}/stat`, 'utf8');
  } catch {
    return '';
  }
}
