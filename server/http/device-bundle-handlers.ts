// Serves the headless device as one file: under a short name with this coordinator's address in it, and by its hash as it was built.
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { bakeCoordinator } from '../../shared/contract/device-bundle.ts';
import { CoveyError } from '../../shared/contract/errors.ts';
import { Sha256 } from '../../shared/contract/ids.ts';
import type { Handlers } from './api.ts';
import type { LinkOrigin } from './people/link-origin.ts';

interface Bundle {
  text: string;
  sha256: Sha256;
  bytes: number;
}

export interface BundleParts {
  /** null where none was built. */
  read(): Promise<Bundle | null>;
  originOf: LinkOrigin;
}

const shaOf = (text: string) => createHash('sha256').update(text).digest('hex');

/** Reads the file again only when it was built anew. */
export function makeBundleReader(path: string | null): BundleParts['read'] {
  let kept: { mtimeMs: number; bundle: Bundle } | null = null;
  return async () => {
    const found = path === null ? null : await stat(path).catch(() => null);
    if (path === null || found === null) return null;
    if (kept?.mtimeMs !== found.mtimeMs) {
      const text = await readFile(path, 'utf8');
      const sha256 = Sha256.parse(shaOf(text));
      kept = { mtimeMs: found.mtimeMs, bundle: { text, sha256, bytes: Buffer.byteLength(text) } };
    }
    return kept.bundle;
  };
}

export function makeDeviceBundleHandlers({
  read,
  originOf,
}: BundleParts): Pick<Handlers, 'deviceBundleView' | 'deviceBundle' | 'deviceBundleBySha'> {
  async function need(): Promise<Bundle> {
    const bundle = await read();
    if (bundle) return bundle;
    throw new CoveyError('not-found', 'this coordinator has no device bundle', {
      hint: 'Build it with `npm run build`, or join with `covey join` from a clone.',
    });
  }

  return {
    async deviceBundleView() {
      const bundle = await read();
      return bundle && { sha256: bundle.sha256, bytes: bundle.bytes };
    },
    async deviceBundle({ channel, context }) {
      const { text } = await need();
      const baked = bakeCoordinator(text, originOf(channel));
      return answer(baked, shaOf(baked), 'no-cache', context.req.header('if-none-match'));
    },
    async deviceBundleBySha({ param, context }) {
      const { text, sha256 } = await need();
      if (param('sha256') !== sha256)
        throw new CoveyError('not-found', 'this coordinator serves another version of the device bundle', {
          hint: 'GET /api/device-bundle says which.',
        });
      const forever = 'public, max-age=31536000, immutable';
      return answer(text, sha256, forever, context.req.header('if-none-match'));
    },
  };
}

/** RFC 9110 §13.1.2; a comma-separated list or `*`. */
function answer(text: string, sha: string, cacheControl: string, asked = ''): Response {
  const etag = `"${sha}"`;
  const headers = { etag, 'cache-control': cacheControl, 'content-type': 'text/javascript; charset=utf-8' };
  const known = asked.split(',').map((each) => each.trim().replace(/^W\//, ''));
  if (known.includes(etag) || known.includes('*')) return new Response(null, { status: 304, headers });
  return new Response(text, {
    headers: { ...headers, 'content-disposition': 'attachment; filename="covey-device.cjs"' },
  });
}
