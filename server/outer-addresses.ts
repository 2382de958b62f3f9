// Addresses of the coordinator that are not this computer's own: the public one that its owner gave, and that of a tunnel. The one that reaches
// the most people is the default, and so what the QR code leads to.
import { CoveyError } from '../shared/contract/errors.ts';
import type { Address } from '../shared/contract/http-api.ts';

/** `--public-url`. @returns its origin @throws CoveyError */
export function readPublicUrl(text: string): string {
  const url = URL.parse(text.trim());
  if (url && (url.protocol === 'https:' || url.protocol === 'http:') && url.username === '' && isBare(url))
    return url.origin;
  throw new CoveyError(
    'bad-request',
    `${JSON.stringify(text)} is no address at which people could open this`,
    {
      hint: 'Give --public-url the origin alone, such as https://covey.example or https://covey.example:8443.',
    },
  );
}

/** A coordinator lives at the root of its host. */
const isBare = (url: URL) => url.pathname === '/' && url.search === '' && url.hash === '';

export function withOuterAddresses<A extends Address>(
  local: readonly A[],
  { publicUrl, tunnelUrl }: { publicUrl: string | null; tunnelUrl: string | null },
): (A | Address)[] {
  const outer = [
    { url: tunnelUrl, label: 'through the tunnel' },
    { url: publicUrl, label: 'public address' },
  ].flatMap(({ url, label }) => (url === null ? [] : [{ url, label }]));
  return [
    ...outer.map((address, i) => ({ ...address, isDefault: i === 0 })),
    ...local
      .filter(({ url }) => url !== publicUrl)
      .map((address) => (outer.length === 0 ? address : { ...address, isDefault: false })),
  ];
}
