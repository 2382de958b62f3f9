// Joins the tray app's parts: what one says becomes what another does. Decides nothing itself; the deciding parts are pure and in files of their own.
import type { DesktopView } from '../../shared/contract/desktop-view.ts';
import { Policy } from '../../shared/governor/policy.ts';
import type { Readings } from '../../shared/governor/readings.ts';
import { createNodeSensors } from '../../shared/platform/node/sensors/node-sensors.ts';
import type { CoreParts } from './app-parts.ts';
import { FIRST_LIVE, type Live, watched } from './app-state.ts';
import { makeHandlers } from './bridge/handlers.ts';
import { serveBridge } from './bridge/serve-bridge.ts';
import { diagnose } from './diagnose.ts';
import { createWishes } from './grant-wishes.ts';
import { createHandBack } from './hand-back.ts';
import { createLinkService } from './link/serve-link.ts';
import { desktopSensors } from './power/desktop-sensors.ts';
import { createAwakeHolder, shouldStayAwake } from './power/stay-awake.ts';
import { createSteadyReadings } from './power/steady-readings.ts';
import { keepSwarm } from './swarm/swarm-here.ts';
import { welcomeSwarm } from './swarm/welcome-swarm.ts';
import { judgeTray } from './tray/judge-tray.ts';
import { createPause } from './tray/pause.ts';
import type { JobNews } from './swarm/watch-jobs.ts';
import { createTray } from './tray/show-tray.ts';
import { listEntries } from './tray/tray-menu.ts';
import { joinUpdates } from './update/join-updates.ts';
import { createDashboards } from './windows/open-dashboard.ts';
import { createWindows } from './windows/open-windows.ts';

export interface AppCore {
  start(): void;
  openFirstScreen(): void;
  /** Fills in the form of the join page; nothing is joined. */
  prefill(link: string): void;
  originOf(contentsId: number): string | null;
  sleep(): void;
  wake(): void;
  locked(isLocked: boolean): void;
  speedLimited(percent: number): void;
  live(): Live;
  /** Hands back, within so long; then everything ends. Idempotent. */
  stop(handBackMs: number): Promise<void>;
}

/** The system goes to sleep when it wants to; this is for the timer of one that does not. */
const SLEEP_MS = 5_000;

export function assembleApp(parts: CoreParts): AppCore {
  const { electron, places, platform, clock, log, kept, account, scripts, connect, secrets } = parts;
  const { sysRoot = '/sys', swarmPort = 8787 } = parts;
  const live = watched<Live>(FIRST_LIVE);
  const known = {
    lockedSince: null as number | null,
    speedLimit: undefined as number | undefined,
    prefill: null as string | null,
  };
  const readings = createSteadyReadings();
  let stopWatchingJobs: (() => void) | undefined;
  let stopping: Promise<void> | undefined;

  const view = (): DesktopView => ({
    version: electron.app.getVersion(),
    settings: kept.value.settings,
    secrets,
    loginTrouble: live.value.loginTrouble,
    pausedUntil: kept.value.pausedUntil,
    swarm: live.value.swarm,
    update: live.value.update,
  });

  const windows = createWindows({
    electron,
    preload: places.preload,
    clock,
    onTrouble: (text) => log.write('error', text),
    onSessionAsked: parts.sessionAsked,
    onSessionEnd: parts.sessionEnds,
    onContributionLost: () => {
      live.change({ report: { phase: 'opening' } });
      void link.stop();
    },
  });
  const link = createLinkService({
    account,
    scripts,
    connect,
    tell: (event, said) => windows.tell('contribution', event, said),
  });
  const handBack = createHandBack(
    clock,
    () => windows.tell('contribution', 'sleep', undefined),
    link.goodbye,
  );
  const dashboards = createDashboards(electron, windows, () => new Date(clock.utc()));
  const swarm = keepSwarm({
    fork: electron.fork,
    program: places.coordinatorProgram,
    order: {
      port: swarmPort,
      host: '0.0.0.0',
      dataDir: places.swarmDir,
      appDir: places.appDir,
      kernelsDir: places.kernelsDir,
      deviceBundle: places.deviceBundle,
      version: electron.app.getVersion(),
    },
    clock,
    log: log.write,
    onState(state) {
      const before = live.value.swarm.state;
      live.change({ swarm: state });
      if (state.state !== 'running') stopWatchingJobs?.();
      else if (before !== 'running') {
        const { url } = state;
        stopWatchingJobs = welcomeSwarm({
          url,
          dataDir: places.swarmDir,
          kept,
          account,
          clock,
          ownToken: swarm.ownToken,
          log: log.write,
          joined,
          notify,
        });
      }
    },
  });
  const updates = joinUpdates({
    ...parts,
    live,
    log: log.write,
    openSettings: () => windows.openScreen('settings'),
  });
  const pause = createPause(kept, clock, configure, () => showAll());
  const { act, changeSettings, applyLogin } = createWishes({
    ...parts,
    live,
    pause,
    swarm,
    windows,
    dashboards,
    updates,
    configure,
    showAll,
  });
  const sensors = createNodeSensors(
    desktopSensors({
      platform,
      powerMonitor: electron.powerMonitor,
      lockedSince: () => known.lockedSince,
      speedLimit: () => known.speedLimit,
      sysRoot,
      now: clock.utc,
    }),
  );
  const awake = createAwakeHolder(electron.powerSaveBlocker);
  const tray = createTray({ electron, icons: places.icons, platform, act });

  function configure(change: Record<string, unknown>): void {
    windows.tell('contribution', 'configure', change);
  }

  function sensed(said: Partial<Readings>): void {
    const due = readings.take(said, clock.now());
    if (!due) return;
    // over the bridge what is unknown is null
    const wire = Object.fromEntries(Object.entries(due).map(([name, value]) => [name, value ?? null]));
    windows.tell('contribution', 'readings', wire);
  }

  function showAll(): void {
    if (stopping) return;
    const now = new Date(clock.utc());
    tray.show(judgeTray(live.value, kept.value, now), listEntries(live.value, kept.value, now));
    windows.tell('screen', 'view', view());
    awake.hold(!live.value.isAsleep && shouldStayAwake(live.value.report, kept.value.settings.stayAwake));
  }

  function joined(): void {
    windows.tell('all', 'deviceChanged', undefined);
    showAll();
  }

  function notify({ title, body }: JobNews): void {
    if (!kept.value.settings.notifyOfJobs) return;
    const notification = electron.createNotification({ title, body });
    notification.on('click', () => act({ type: 'openDashboard' }));
    notification.show();
  }

  serveBridge({
    ipcMain: electron.ipcMain,
    roleOf: windows.roleOf,
    onRefused: (text) => log.write('warning', text),
    onTrouble: (text) => log.write('error', text),
    handlers: makeHandlers({
      platform,
      sysRoot,
      account,
      link: link.handlers,
      swarm,
      view,
      changeSettings,
      act,
      checkForUpdate: updates.check,
      handedBack: handBack.done,
      showLogs: () => electron.shell.showItemInFolder(places.logFile),
      diagnose: () =>
        diagnose({
          platform,
          readings: readings.known(),
          now: clock.now(),
          version: electron.app.getVersion(),
          secrets,
          update: live.value.update,
          logFile: places.logFile,
          dataDir: places.deviceDir,
        }),
      takePrefill() {
        const { prefill } = known;
        known.prefill = null;
        return prefill;
      },
      reported(report) {
        const policy = report.phase === 'contributing' && Policy.safeParse(report.settings);
        if (policy && policy.success) sensors.need(policy.data);
        pause.heard(report);
        live.change({ report });
      },
      began() {
        readings.forgetSaid();
        pause.lookAgain();
      },
    }),
  });
  live.watch(showAll);

  async function stop(handBackMs: number): Promise<void> {
    await handBack.run(handBackMs);
    stopWatchingJobs?.();
    pause.stop();
    updates.stop();
    sensors.stop();
    awake.hold(false);
    await Promise.all([link.stop(), swarm.stop()]);
    windows.close();
    tray.destroy();
    log.write('info', 'Covey ended in order');
    await Promise.all([kept.written(), log.flushed()]);
  }

  return {
    start() {
      sensors.start(sensed);
      showAll();
      windows.contribute();
      if (kept.value.settings.startAtLogin) void applyLogin();
      if (kept.value.settings.runSwarm) swarm.start();
      updates.apply();
    },
    openFirstScreen: () => windows.openScreen(kept.value.coordinator ? 'device' : 'join'),
    prefill(joinLink) {
      known.prefill = joinLink;
      windows.openScreen('join');
    },
    originOf: windows.originOf,
    sleep() {
      live.change({ isAsleep: true });
      void handBack.run(SLEEP_MS);
    },
    wake() {
      live.change({ isAsleep: false });
      windows.tell('contribution', 'wake', undefined);
      pause.lookAgain();
    },
    locked(isLocked) {
      known.lockedSince = isLocked ? clock.utc() : null;
      sensed({ idleSeconds: isLocked ? electron.powerMonitor.getSystemIdleTime() : 0 });
    },
    speedLimited(percent) {
      known.speedLimit = percent;
      sensed({ speedLimit: percent });
    },
    live: () => live.value,
    stop: (handBackMs) => (stopping ??= stop(handBackMs)),
  };
}
