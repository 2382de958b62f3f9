// The link of browsers: the socket every platform has, with parts over `fetch`.
import type { Link } from '../../runtime/ports.ts';
import type { WatchNetwork } from '../follow-network.ts';
import { createSocketLink } from '../socket-link.ts';
import { createPartStore } from './part-store.ts';

/** `origin` is the coordinator's, which in a browser is the page's own. */
export function createBrowserLink(origin: string, watchNetwork: WatchNetwork): Link {
  const { fetchPart, putPart, setToken } = createPartStore(origin);
  return createSocketLink({
    url: origin,
    watchNetwork,
    parts: { fetchPart, putPart, setBlobToken: setToken },
  });
}
