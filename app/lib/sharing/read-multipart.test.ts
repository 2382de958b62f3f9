import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readBoundary, readMultipart } from './read-multipart.ts';

/** As a browser writes it, and in pieces of the sizes given. */
async function encode(form: FormData): Promise<{ bytes: Uint8Array; boundary: string }> {
  const response = new Response(form);
  const boundary = readBoundary(response.headers.get('content-type') ?? '') ?? '';
  return { bytes: new Uint8Array(await response.arrayBuffer()), boundary };
}

async function* inPieces(bytes: Uint8Array, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const size = sizes[i % sizes.length] ?? 1;
    yield bytes.slice(at, at + size);
    at += size;
  }
}

async function read(pieces: AsyncIterable<Uint8Array>, boundary: string) {
  const parts: { name: string; filename: string; type: string; bytes: number[] }[] = [];
  for await (const { name, filename, type, body } of readMultipart(pieces, boundary)) {
    const bytes: number[] = [];
    for await (const piece of body) bytes.push(...piece);
    parts.push({ name, filename, type, bytes });
  }
  return parts;
}

test('names the boundary of a form, and of nothing else', () => {
  expect(readBoundary('multipart/form-data; boundary=----WebKitFormBoundaryAb1')).toBe(
    '----WebKitFormBoundaryAb1',
  );
  expect(readBoundary('Multipart/Form-Data; charset=utf-8; boundary="a b"')).toBe('a b');
  expect(readBoundary('application/x-www-form-urlencoded')).toBeNull();
  expect(readBoundary('multipart/form-data')).toBeNull();
});

test('files of any content arrive whole, however the stream is cut', async () => {
  const content = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    // what looks like the end of the part, over and over
    fc
      .constantFrom('\r\n--', '\r\n\r\n--', '--', '\r', '')
      .map((text) => new TextEncoder().encode(text.repeat(9))),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(content, { maxLength: 4 }),
      fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 5 }),
      async (contents, sizes) => {
        const form = new FormData();
        form.append('title', 'a "quoted" title');
        contents.forEach((bytes, i) =>
          form.append('files', new File([bytes as BlobPart], `photo "${i}".jpg`, { type: 'image/jpeg' })),
        );
        const { bytes, boundary } = await encode(form);
        expect(await read(inPieces(bytes, sizes), boundary)).toEqual([
          { name: 'title', filename: '', type: '', bytes: [...new TextEncoder().encode('a "quoted" title')] },
          ...contents.map((each, i) => ({
            name: 'files',
            filename: `photo "${i}".jpg`,
            type: 'image/jpeg',
            bytes: [...each],
          })),
        ]);
      },
    ),
    { numRuns: 60 },
  );
});

test('a part that nobody reads is skipped', async () => {
  const form = new FormData();
  form.append('a', new File(['x'.repeat(1000)], 'a.txt'));
  form.append('b', new File(['y'], 'b.txt'));
  const { bytes, boundary } = await encode(form);
  const names: string[] = [];
  for await (const part of readMultipart(inPieces(bytes, [37]), boundary)) names.push(part.filename);
  expect(names).toEqual(['a.txt', 'b.txt']);
});

test('a form that is cut off, or is none, is an error and not an empty one', async () => {
  const form = new FormData();
  form.append('a', new File(['hello'], 'a.txt'));
  const { bytes, boundary } = await encode(form);
  await expect(read(inPieces(bytes.slice(0, -30), [50]), boundary)).rejects.toThrow(RangeError);
  await expect(read(inPieces(new TextEncoder().encode('nothing'), [3]), boundary)).rejects.toThrow(
    RangeError,
  );
  const endless = inPieces(new TextEncoder().encode(`--${boundary}\r\n${'x'.repeat(40_000)}`), [5_000]);
  await expect(read(endless, boundary)).rejects.toThrow('no end of its headers');
});

test('of 256 MB never more than a few pieces are held at once', async () => {
  const PIECE = 64 * 1024;
  const PIECES = 4096;
  const head = new TextEncoder().encode(
    '--b\r\ncontent-disposition: form-data; name="files"; filename="film.mp4"\r\n\r\n',
  );
  let made = 0;
  let most = 0;
  let taken = 0;
  async function* film(): AsyncGenerator<Uint8Array> {
    yield head;
    for (let i = 0; i < PIECES; i++) {
      made += PIECE;
      yield new Uint8Array(PIECE).fill(7);
    }
    yield new TextEncoder().encode('\r\n--b--\r\n');
  }
  for await (const { body } of readMultipart(film(), 'b'))
    for await (const piece of body) {
      taken += piece.length;
      most = Math.max(most, made - taken);
    }
  expect(taken).toBe(PIECE * PIECES);
  expect(most).toBeLessThan(2 * PIECE);
});
