// What anybody may know about this coordinator's https, and its root to take along: the file that a phone or computer comes to trust.
import { X509Certificate } from 'node:crypto';
import { CoveyError } from '../../shared/contract/errors.ts';
import type { TlsView } from '../../shared/contract/tls.ts';
import type { Handlers } from './api.ts';

export interface TlsParts {
  view(): TlsView;
  /** PEM; null where there is none of our own. */
  root(): string | null;
  makeMobileConfig(root: string): string;
}

export function makeTlsHandlers(
  parts: TlsParts,
): Pick<Handlers, 'tls' | 'rootDer' | 'rootPem' | 'rootProfile'> {
  function hand(contentType: string, ending: string, write: (root: string) => Uint8Array | string): Response {
    const root = parts.root();
    if (root === null)
      throw new CoveyError('not-found', 'this coordinator has no certificate authority of its own', {
        hint:
          parts.view().kind === 'own'
            ? 'Its certificate comes from elsewhere; nothing need be installed.'
            : 'It was started with --no-tls and speaks http alone.',
      });
    const name = `covey-${parts.view().fingerprint?.slice(0, 8)}.${ending}`;
    return new Response(write(root) as Uint8Array<ArrayBuffer> | string, {
      headers: {
        'content-type': contentType,
        'content-disposition': `attachment; filename="${name}"`,
        'cache-control': 'no-store',
      },
    });
  }

  return {
    tls: () => parts.view(),
    rootDer: () =>
      hand('application/x-x509-ca-cert', 'crt', (root) => new Uint8Array(new X509Certificate(root).raw)),
    rootPem: () => hand('application/x-pem-file', 'pem', (root) => root),
    rootProfile: () => hand('application/x-apple-aspen-config', 'mobileconfig', parts.makeMobileConfig),
  };
}
