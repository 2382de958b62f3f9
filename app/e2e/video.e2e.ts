// A film through the swarm: made in a browser, cut, encoded by two phones that compute in their sandboxes, joined, and opened by ffprobe where it
// is installed. A device of Node is in the swarm all the time and gets none of it.
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EncodedPacketSink } from 'mediabunny';
import type { Page } from 'playwright';
import { afterAll, describe, expect, test } from 'vitest';
import { makeSource } from '../../shared/client/fake-uploads.ts';
import { submitJob } from '../../shared/client/submit-job.ts';
import { watchJob } from '../../shared/client/watch-job.ts';
import type { JobShare } from '../../shared/contract/job.ts';
import { readerOf } from '../../shared/kernels/memory-job.ts';
import { openVideo } from '../../shared/kernels/video/open-video.ts';
import { muxFrames, type RawFrame } from '../../shared/kernels/video/testing/make-film.ts';
import { endOf, outputBytesOf } from './job-outputs.ts';
import { chromiumPath } from './open-app.ts';
import { ownerClient } from './owner-client.ts';
import { useApp } from './use-app.ts';

const SECONDS = 6;
const RATE = 30;

/** A film of a moving bar, encoded by the browser that shows `page`. */
async function filmIn(page: Page): Promise<Uint8Array> {
  const frames = await page.evaluate(
    async ({ count, rate }) => {
      const made: { at: number; isKey: boolean; base64: string }[] = [];
      const encoder = new VideoEncoder({
        output(chunk) {
          const bytes = new Uint8Array(chunk.byteLength);
          chunk.copyTo(bytes);
          const base64 = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
          made.push({ at: chunk.timestamp, isKey: chunk.type === 'key', base64 });
        },
        error: (error) => console.error(error),
      });
      encoder.configure({ codec: 'vp8', width: 640, height: 360, bitrate: 1_000_000, framerate: rate });
      const canvas = new OffscreenCanvas(640, 360);
      const context = canvas.getContext('2d');
      for (let i = 0; i < count; i++) {
        if (context) {
          context.fillStyle = `hsl(${i * 2} 70% 50%)`;
          context.fillRect(0, 0, 640, 360);
          context.fillStyle = 'white';
          context.fillRect((i * 4) % 640, 100, 60, 160);
        }
        const frame = new VideoFrame(canvas, {
          timestamp: Math.round((i * 1e6) / rate),
          duration: 1e6 / rate,
        });
        encoder.encode(frame, { keyFrame: i % rate === 0 });
        frame.close();
      }
      await encoder.flush();
      return made;
    },
    { count: SECONDS * RATE, rate: RATE },
  );
  const raw = frames.map(({ at, isKey, base64 }): RawFrame => ({
    at: at / 1e6,
    isKey,
    bytes: Buffer.from(base64, 'base64'),
  }));
  return muxFrames(raw, { codec: 'vp8', container: 'webm', width: 640, height: 360, rate: RATE });
}

describe.skipIf(chromiumPath === undefined)('a film', () => {
  const { app, owner } = useApp();
  const folder = mkdtemp(join(tmpdir(), 'covey-film-'));
  afterAll(async () => rm(await folder, { recursive: true, force: true }));

  async function runFilm(film: Uint8Array, params: Record<string, unknown>) {
    const client = await ownerClient(app());
    const { id } = await submitJob(client, {
      kernel: 'video',
      params: { segment: 1, ...params },
      input: { kind: 'files', sources: [makeSource('ü 🙂.webm', film)] },
    });
    const seen = { state: '', note: '', chunks: 0 };
    for await (const view of watchJob(client, id)) Object.assign(seen, view);
    const shares: JobShare[] = await client.call('jobShares', { path: { id } });
    return { id, seen, shares };
  }

  test('is encoded by browsers only and comes back with every frame at its time, smaller and gray', async () => {
    await app().device('Phone one');
    await app().device('Phone two');
    const film = await filmIn(owner());
    const { id, seen, shares } = await runFilm(film, { width: 320, height: 320, filter: 'grayscale' });
    expect(seen).toMatchObject({ state: 'done', note: '', chunks: SECONDS });
    expect(shares.map(({ name }) => name).toSorted()).toEqual(['Phone one', 'Phone two']);
    const outputs = await outputBytesOf(app(), id);
    expect([...outputs.keys()]).toEqual(['ü 🙂.mp4']);
    const made = outputs.get('ü 🙂.mp4')!;
    const { track, close } = await openVideo(readerOf(made));
    expect([await track.getDisplayWidth(), await track.getDisplayHeight(), await track.getCodec()]).toEqual([
      320,
      180,
      'vp9',
    ]);
    const times: number[] = [];
    for await (const packet of new EncodedPacketSink(track).packets()) times.push(packet.timestamp);
    close();
    expect(times).toHaveLength(SECONDS * RATE);
    for (const [i, at] of times.entries()) expect(Math.abs(at - i / RATE)).toBeLessThan(0.002);
    await openElsewhere(made);
    expect(app().complaints).toEqual([]);
  }, 120_000);

  async function openElsewhere(bytes: Uint8Array): Promise<void> {
    const path = join(await folder, 'film.mp4');
    await writeFile(path, bytes);
    const show = ['-v', 'error', '-count_frames', '-select_streams', 'v:0', '-of', 'json', '-show_entries'];
    try {
      const told = execFileSync('ffprobe', [
        ...show,
        'stream=nb_read_frames,width,height:format=duration',
        path,
      ]);
      const { streams, format } = JSON.parse(told.toString()) as {
        streams: { nb_read_frames: string; width: number }[];
        format: { duration: string };
      };
      expect(streams[0]).toMatchObject({ nb_read_frames: String(SECONDS * RATE), width: 320, height: 180 });
      expect(Math.abs(Number(format.duration) - SECONDS)).toBeLessThan(0.05);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      console.log('skipped: ffprobe is not installed; the film was opened by mediabunny only');
    }
  }

  test('that is none fails before anything is computed, with its name and the reason', async () => {
    const { id, seen } = await runFilm(Buffer.from('this is a shopping list'), {});
    expect(seen.state).toBe('failed');
    expect(seen.note).toMatch(/ü 🙂\.webm.*no MP4, MOV, MKV or WebM/s);
    expect((await endOf(app(), id)).outputs).toEqual([]);
  }, 60_000);
});
