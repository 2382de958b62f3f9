// What a browser says of its network. The page passes it on to the supervising Worker, which not every browser tells itself.
import type { WatchNetwork } from '../follow-network.ts';

export const watchNetwork: WatchNetwork = (changed) => {
  const ended = new AbortController();
  addEventListener('offline', () => changed(false), { signal: ended.signal });
  addEventListener('online', () => changed(true), { signal: ended.signal });
  return () => ended.abort();
};

export interface RelayedNetwork {
  watch: WatchNetwork;
  changed(isOnline: boolean): void;
}

/** The page's news as the Worker hears it. */
export function relayNetwork(): RelayedNetwork {
  const watching = new Set<(isOnline: boolean) => void>();
  return {
    watch(changed) {
      watching.add(changed);
      return () => void watching.delete(changed);
    },
    changed(isOnline) {
      for (const tell of watching) tell(isOnline);
    },
  };
}
