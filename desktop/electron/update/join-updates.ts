// Joins looking for updates to the rest of the tray app: what it shows, whom it asks, and how it leaves. Where no address of updates is packed, or this kind of
// package cannot replace itself, there is nothing but that to say.
import type { UpdateView } from '../../../shared/contract/desktop-view.ts';
import type { Clock } from '../../../shared/runtime/ports.ts';
import { findCoordinator } from '../../host/owner-connection.ts';
import type { StateFile } from '../../host/state-file.ts';
import type { Kept, Live, Watched } from '../app-state.ts';
import type { DesktopPlaces } from '../places.ts';
import type { ElectronPort } from '../port.ts';
import { createKeepCurrent, type KeepCurrent } from './keep-current.ts';
import { whatHoldsUp } from './look-at-own-swarm.ts';
import type { Updater } from './updater.ts';

export interface UpdateParts {
  updater: Updater | null;
  electron: Pick<ElectronPort, 'app' | 'createNotification' | 'startProgram'>;
  /** The file that this program runs from, where it is an AppImage. */
  appImage?: string | null;
  places: Pick<DesktopPlaces, 'swarmDir'>;
  clock: Clock;
  kept: Pick<StateFile<Kept>, 'value'>;
  live: Watched<Live>;
  log(level: 'info' | 'error', text: string): void;
  /** Ends everything in order, then calls back. */
  leave(last: () => void): void;
  openSettings(): void;
}

export interface Updates extends Pick<KeepCurrent, 'check' | 'restart' | 'stop'> {
  /** Looks by itself or not, as is set. */
  apply(): void;
}

export function joinUpdates(parts: UpdateParts): Updates {
  const { updater, electron, appImage = null, places, clock, kept, live, log, leave, openSettings } = parts;
  if (!updater)
    return {
      apply: () => undefined,
      check: () => Promise.resolve(),
      restart: () => Promise.resolve(),
      stop: () => undefined,
    };
  const jobs = async () => (await (await findCoordinator(places.swarmDir))?.client.call('jobs')) ?? null;
  const keeper = createKeepCurrent({
    updater,
    clock,
    log,
    show: (update: UpdateView) => live.change({ update }),
    onReady(version) {
      const notification = electron.createNotification({
        title: `Covey ${version} is ready`,
        body: 'It was fetched and checked. Restart Covey when it suits you.',
      });
      notification.on('click', openSettings);
      notification.show();
    },
    whatHoldsUp: () => whatHoldsUp(live.value.swarm.state, jobs),
    leave: (last) =>
      leave(() => {
        // the next one must find the door open
        electron.app.releaseSingleInstanceLock();
        last();
        electron.app.quit();
      }),
    // an AppImage's program lies in a mount that ends with it: what Electron would start again is gone by then
    startAgain: () => (appImage === null ? electron.app.relaunch() : electron.startProgram(appImage)),
  });
  return {
    ...keeper,
    apply: () => keeper.setOn(kept.value.settings.checkUpdates),
    async restart() {
      await keeper.restart();
      const { update } = live.value;
      if (update.state === 'ready' && update.heldUp !== null) openSettings();
    },
  };
}
