// Reads a multi-part form (RFC 7578) as it comes: one part after the other, each as a stream, never a whole one in memory. Browsers' own
// `formData()` would hold a film of several hundred megabytes at once.

export interface Part {
  name: string;
  /** Empty for a field that is no file. */
  filename: string;
  type: string;
  /** To be read to its end before the next part is asked for; what is left unread is skipped. */
  body: AsyncIterable<Uint8Array>;
}

const CRLF2 = [13, 10, 13, 10];
/** No browser writes headers longer than this. */
const HEADERS_BYTES = 16 * 1024;

/** The boundary that a `content-type` header names; null where it is no multi-part form. */
export function readBoundary(contentType: string): string | null {
  if (!/^multipart\/form-data\s*;/i.test(contentType)) return null;
  const found = /;\s*boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType);
  return found?.[1] ?? found?.[2] ?? null;
}

/** @throws RangeError where the form is cut off or malformed. */
export async function* readMultipart(
  stream: AsyncIterable<Uint8Array>,
  boundary: string,
): AsyncGenerator<Part> {
  const text = new TextEncoder();
  const source = createSource(stream);
  // the first delimiter has no line break before it: one is put there
  source.unread(text.encode('\r\n'));
  const delimiter = text.encode(`\r\n--${boundary}`);
  for await (const _preamble of source.until(delimiter));
  while (await isAnother(source)) {
    const headers = new TextDecoder().decode(await source.whole(Uint8Array.from(CRLF2), HEADERS_BYTES));
    const body = source.until(delimiter);
    yield { ...readHeaders(headers), body };
    for await (const _unread of body);
  }
}

type Source = ReturnType<typeof createSource>;

/** After a delimiter: `--` ends the form, a line break leads to the next part. */
async function isAnother(source: Source): Promise<boolean> {
  const two = String.fromCharCode(...(await source.take(2)));
  if (two === '--') return false;
  if (two !== '\r\n') throw new RangeError('the form has no line break after a boundary');
  return true;
}

function readHeaders(headers: string): Omit<Part, 'body'> {
  const disposition = /^content-disposition:(.*)$/im.exec(headers)?.[1] ?? '';
  // browsers write quotes and line breaks within names as %22, %0D and %0A
  const read = (key: string) =>
    (new RegExp(`;\\s*${key}="([^"]*)"`, 'i').exec(disposition)?.[1] ?? '')
      .replaceAll('%22', '"')
      .replace(/%0D|%0A/g, ' ');
  const type = /^content-type:\s*([^\r\n]+)$/im.exec(headers)?.[1] ?? '';
  return { name: read('name'), filename: read('filename'), type: type.trim() };
}

function createSource(stream: AsyncIterable<Uint8Array>) {
  const incoming = stream[Symbol.asyncIterator]();
  let held: Uint8Array = new Uint8Array();

  async function more(): Promise<void> {
    const { done, value } = await incoming.next();
    if (done) throw new RangeError('the form was cut off');
    held = held.length === 0 ? value : join(held, value);
  }

  return {
    unread: (bytes: Uint8Array) => void (held = join(bytes, held)),

    async take(count: number): Promise<Uint8Array> {
      while (held.length < count) await more();
      const taken = held.subarray(0, count);
      held = held.subarray(count);
      return taken;
    },

    /** Everything before `end`, which is taken away as well. Holds back only what may be its beginning. */
    async *until(end: Uint8Array): AsyncGenerator<Uint8Array> {
      for (;;) {
        const at = indexOf(held, end);
        const safe = at >= 0 ? at : Math.max(0, held.length - end.length + 1);
        const ready = held.subarray(0, safe);
        held = held.subarray(at >= 0 ? at + end.length : safe);
        if (ready.length > 0) yield ready;
        if (at >= 0) return;
        await more();
      }
    },

    async whole(end: Uint8Array, limit: number): Promise<Uint8Array> {
      let found: Uint8Array = new Uint8Array();
      for await (const piece of this.until(end)) {
        found = join(found, piece);
        if (found.length > limit) throw new RangeError('a part of the form has no end of its headers');
      }
      return found;
    },
  };
}

function join(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

function indexOf(bytes: Uint8Array, wanted: Uint8Array): number {
  const [first = 0] = wanted;
  for (let at = bytes.indexOf(first); at >= 0; at = bytes.indexOf(first, at + 1)) {
    if (at + wanted.length > bytes.length) return -1;
    let same = 1;
    while (same < wanted.length && bytes[at + same] === wanted[same]) same++;
    if (same === wanted.length) return at;
  }
  return -1;
}
