// What a coordinator can be told, with its defaults. Values are parsed where they come from (CLI flags, environment); this is their type.
import type { Log } from './observe/log.ts';
import type { TlsChoice } from './tls/start-tls.ts';

export interface CoordinatorOptions {
  /** TCP port; 0 picks a free one (used by `covey run` and tests). */
  port: number;
  host: string;
  dataDir: string;
  /** Where `build-scripts` put the kernels’ scripts and kernels.json. */
  kernelsDir: string;
  /** adapter-node's output (`build`), or null for a coordinator without pages. */
  appDir: string | null;
  /** The headless device as one file, for servers and notebooks. Left out: none is served. */
  deviceBundle?: string;
  version: string;
  log: Log;
  /** Left out: http alone. */
  tls?: TlsChoice;
  /** Where people open it, when that is no address of this computer: an origin. */
  publicUrl?: string;
  /** Whose X-Forwarded-* headers are believed, as `readProxyTrust` has it. Left out: nobody's. */
  trustProxy?: string;
  /** Opens a tunnel through an installed `cloudflared`. */
  tunnel?: boolean;
  /** Makes itself known on the networks of this computer. */
  discovery?: boolean;
  /** Fewest ms between two commits. */
  tickMs?: number;
  /** How long a sign of life of a coordinator counts, ms. */
  termMs?: number;
  /** Threads for split, verify and reduce. */
  computeThreads?: number;
  synchronous?: 'FULL' | 'NORMAL';
  /** Names under which this coordinator is asked for, besides its own name and addresses. */
  allowHosts?: readonly string[];
}

export const DEFAULT_TICK_MS = 10;
export const DEFAULT_TERM_MS = 5_000;
/** An idle coordinator renews its sign of life this often. */
export const RENEW_MS = 1_000;
