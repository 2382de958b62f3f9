// The device's home in an ordinary browser: key and identity in IndexedDB, the coordinator at the page's own origin.
import { openIdentity } from '../browser-identity.ts';
import { createBrowserLink } from '../browser-link.ts';
import type { CoveyDatabase } from '../database.ts';
import type { WatchNetwork } from '../../follow-network.ts';
import type { DeviceHome } from './device-home.ts';
import { forgetDevice } from './forget-device.ts';
import { wordsOf } from './words-of.ts';

export function openBrowserHome(database: CoveyDatabase, watchNetwork: WatchNetwork): DeviceHome {
  const find = () => database.get('device', 'self');
  return {
    onlyWatches: false,
    start() {
      // nobody else steers a browser
    },
    find,
    async join(wish, capabilities) {
      // only who joins needs what joining needs
      const { joinSwarm } = await import('./join-swarm.ts');
      await joinSwarm(database, wish, capabilities);
    },
    forget: (why) => forgetDevice(database, why),
    async connect() {
      const device = await find();
      if (!device) throw new Error('this browser is no device any more');
      return { link: createBrowserLink(location.origin, watchNetwork), identity: openIdentity(device) };
    },
    async words() {
      const device = await find();
      return device ? await wordsOf(device) : '';
    },
    trust: (readings) => readings,
    shown() {
      // screens are told by the supervisor itself
    },
  };
}
