// Says beside every address whether it can be opened over https too, and adds those that only a certificate of the owner's own knows.
import type { Address } from '../../shared/contract/http-api.ts';
import type { TlsView } from '../../shared/contract/tls.ts';
import { isPrivateHost } from './authority/private-ranges.ts';
import { coversHost } from './credentials.ts';

export function withSecureUrls(
  addresses: readonly Address[],
  port: number,
  { https, kind, names }: TlsView,
): Address[] {
  if (!https) return [...addresses];
  const hostOf = (url: string) => new URL(url).hostname.replace(/^\[|\]$/g, '');
  const known = addresses.map((address) =>
    coversHost(names, hostOf(address.url))
      ? { ...address, secureUrl: address.url.replace(/^http:/, 'https:') }
      : address,
  );
  if (kind !== 'own') return known;
  const more = names
    .filter((name) => !name.startsWith('*.') && !isPrivateHost(name))
    .filter((name) => !addresses.some(({ url }) => hostOf(url) === name))
    .map((name) => {
      const url = new URL(`https://${name.includes(':') ? `[${name}]` : name}:${port}`).origin;
      return { url, label: `${name} (own certificate)`, isDefault: false, secureUrl: url };
    });
  return [...known, ...more];
}
