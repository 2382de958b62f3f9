// Whether the coordinator can be reached, for transfers that wait for it.
import type { Connectivity } from './retry-transfer.ts';

export interface FollowedConnection extends Connectivity {
  /** To be called whenever the connection has become another. */
  changed(): void;
}

export function followConnection(isConnected: () => boolean): FollowedConnection {
  const watchers = new Set<() => void>();
  return {
    isConnected,
    onChange(callback) {
      const once = () => {
        watchers.delete(once);
        callback();
      };
      watchers.add(once);
      return () => watchers.delete(once);
    },
    changed() {
      for (const watcher of watchers) watcher();
    },
  };
}
