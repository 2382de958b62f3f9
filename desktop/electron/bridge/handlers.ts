// What each call over the bridge does. The link's calls are in link/serve-link.ts.
import { hostname, totalmem, type as systemType, release } from 'node:os';
import type { CallTakes, DesktopLooks } from '../../../shared/contract/desktop-bridge.ts';
import type { Diagnosis, DesktopView } from '../../../shared/contract/desktop-view.ts';
import { browseCoordinators } from '../../../shared/platform/node/discovery/browse-coordinators.ts';
import { guessKind } from '../../../shared/platform/node/node-capabilities.ts';
import { readPower } from '../../../shared/platform/node/sensors/read-power.ts';
import type { DesktopReport } from '../../../shared/contract/desktop-view.ts';
import type { DeviceAccount } from '../link/device-account.ts';
import type { LinkHandlers } from '../link/serve-link.ts';
import type { SwarmKeeper } from '../swarm/swarm-here.ts';
import type { Wish } from '../tray/tray-menu.ts';
import type { BridgeHandlers } from './serve-bridge.ts';

export type SettingsChange = CallTakes<'changeSettings'>;

export interface HandlerParts {
  platform: NodeJS.Platform;
  sysRoot: string;
  account: DeviceAccount;
  link: LinkHandlers;
  swarm: Pick<SwarmKeeper, 'renewInvite'>;
  view(): DesktopView;
  changeSettings(change: SettingsChange): Promise<void>;
  diagnose(): Diagnosis;
  takePrefill(): string | null;
  reported(report: DesktopReport): void;
  handedBack(): void;
  /** The contribution begins, and has heard nothing yet. */
  began(): void;
  act(wish: Wish): void;
  showLogs(): void;
  checkForUpdate(): Promise<void>;
}

const BROWSE_MS = 3_000;

export function makeHandlers(parts: HandlerParts): BridgeHandlers {
  const { platform, sysRoot, account, link, swarm, act } = parts;
  return {
    ...link,
    async linkStart(argument) {
      await link.linkStart(argument);
      parts.began();
    },
    looks: () => lookAtComputer(platform, sysRoot),
    findDevice: () => account.find(),
    join: (order) => account.join(order),
    forgetDevice: () => account.forget(),
    report: (report) => parts.reported(report),
    handedBack: () => parts.handedBack(),
    view: () => parts.view(),
    changeSettings: (change) => parts.changeSettings(change),
    diagnose: () => parts.diagnose(),
    async discover() {
      const found = await browseCoordinators({ forMs: BROWSE_MS });
      return found.map(({ id, name, url, fingerprint }) => ({ id, name, url, fingerprint }));
    },
    takePrefill: () => parts.takePrefill(),
    startSwarm: () => act({ type: 'startSwarm' }),
    stopSwarm: () => act({ type: 'stopSwarm' }),
    newInvite: () => swarm.renewInvite(),
    openDashboard: () => act({ type: 'openDashboard' }),
    showLogs: () => parts.showLogs(),
    checkForUpdate: () => void parts.checkForUpdate(),
    restartToUpdate: () => act({ type: 'restartToUpdate' }),
  };
}

async function lookAtComputer(platform: NodeJS.Platform, sysRoot: string): Promise<DesktopLooks> {
  const power = platform === 'linux' ? await readPower(sysRoot) : null;
  return {
    // Windows tells no program what kind of machine it is; the page guesses by the screen
    ...(platform !== 'win32' && { kind: await guessKind() }),
    os: `${systemType()} ${release()}`.slice(0, 100),
    suggestedName: hostname().slice(0, 60),
    memoryGiB: Math.round((totalmem() / 1024 ** 3) * 10) / 10,
    // elsewhere the page sees it
    seesBattery: power === null || (power.battery !== undefined && power.charging !== undefined),
  };
}
