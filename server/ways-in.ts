// The other ways in, besides the addresses of this computer: a public address behind proxies, a tunnel, a name on the network. Settings are
// read before anything is opened, so that a wrong one ends the start; afterwards nothing here can stop the coordinator.
import { hostname } from 'node:os';
import type { Address } from '../shared/contract/http-api.ts';
import type { ServerId } from '../shared/contract/ids.ts';
import { type Link, listLinks } from '../shared/platform/node/discovery/list-links.ts';
import { readProxyTrust, type Trust, TRUST_NOBODY } from './auth/client-of.ts';
import type { CoordinatorOptions } from './config.ts';
import { type Discovery, startDiscovery } from './discovery/start-discovery.ts';
import { readPublicUrl, withOuterAddresses } from './outer-addresses.ts';
import { findCloudflared } from './tunnel/find-cloudflared.ts';
import { runTunnel, type Tunnel } from './tunnel/run-tunnel.ts';

/** What is known once the port is open. */
export interface OpenPort {
  port: number;
  serverId: ServerId;
  /** Of the port itself, asked again and again. */
  tls(): { https: boolean; fingerprint: string | null };
}

export interface WaysIn {
  /** Whose word about a request is taken, as it is now. */
  trust(): Trust;
  /** The addresses of this computer, and the outer ones before them. */
  withOuter<A extends Address>(local: readonly A[]): (A | Address)[];
  /** Host names, besides those of this computer, that are meant to be this coordinator. */
  names(): string[];
  view(): WaysInView;
  /** Waits until the tunnel has its first address, or has failed to get one. */
  open(port: OpenPort): Promise<void>;
  /** Idempotent. */
  stop(): Promise<void>;
}

export interface WaysInView {
  publicUrl: string | null;
  tunnelUrl: string | null;
  /** `covey-1a2b.local` */
  discoveryName: string | null;
}

type Options = Pick<CoordinatorOptions, 'host' | 'publicUrl' | 'trustProxy' | 'tunnel' | 'discovery' | 'log'>;

/** @throws CoveyError for a setting that cannot be used, and where a tunnel is asked for and cannot be had. */
export async function prepareWaysIn(options: Options): Promise<WaysIn> {
  const { host, log } = options;
  const publicUrl = options.publicUrl === undefined ? null : readPublicUrl(options.publicUrl);
  const proxies = options.trustProxy === undefined ? TRUST_NOBODY : readProxyTrust(options.trustProxy);
  const cloudflared = options.tunnel ? await findCloudflared() : null;
  if (proxies.kind === 'count' && !isLoopback(host))
    log('warn', 'every program that reaches this port is taken for a proxy', {
      hint: 'give --trust-proxy the addresses of the proxies, or listen with --host 127.0.0.1',
    });
  const open: { tunnel: Tunnel | null; discovery: Discovery | null } = { tunnel: null, discovery: null };
  const tunnelUrl = () => open.tunnel?.url() ?? null;
  const view = () => ({
    publicUrl,
    tunnelUrl: tunnelUrl(),
    discoveryName: open.discovery?.name() ?? null,
  });
  let stopping: Promise<void> | null = null;

  return {
    trust() {
      const url = tunnelUrl();
      const peer = isWildcard(host) || isLoopback(host) ? null : host;
      return { proxies, tunnel: url === null ? null : { host: new URL(url).hostname, peer } };
    },
    withOuter: (local) => withOuterAddresses(local, { publicUrl, tunnelUrl: tunnelUrl() }),
    names() {
      const { discoveryName } = view();
      const urls = [publicUrl, tunnelUrl()].filter((url) => url !== null);
      return [
        ...urls.map((url) => new URL(url).hostname),
        ...(discoveryName === null ? [] : [discoveryName]),
      ];
    },
    view,
    async open({ port, serverId, tls }) {
      if (cloudflared !== null)
        open.tunnel = runTunnel({ program: cloudflared, target: targetOf(host, port), log });
      // a computer that stays alone has nobody to tell
      if (options.discovery && !isLoopback(host))
        open.discovery = await startDiscovery({
          describe: () => ({ serverId, name: hostname().split('.')[0] ?? '', port, ...tls() }),
          links: () => linksOf(host),
          log,
        });
      await open.tunnel?.started;
    },
    stop: () =>
      (stopping ??= Promise.all([open.tunnel?.stop(), open.discovery?.stop()]).then(() => undefined)),
  };
}

/** Where it listens on one address only, nobody on another link could come in. */
const linksOf = (host: string): Link[] =>
  isWildcard(host)
    ? listLinks()
    : listLinks()
        .filter(({ addresses }) => addresses.includes(host))
        .map((link) => ({ ...link, addresses: [host] }));

const isWildcard = (host: string) => host === '0.0.0.0' || host === '::';
const isLoopback = (host: string) => host === 'localhost' || host === '::1' || host.startsWith('127.');

/** The near end of the tunnel knocks where we listen. */
function targetOf(host: string, port: number): string {
  const near = isWildcard(host) ? '127.0.0.1' : host;
  return `http://${near.includes(':') ? `[${near}]` : near}:${port}`;
}
