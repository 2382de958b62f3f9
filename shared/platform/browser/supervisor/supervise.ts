// The supervisor of one tab: knows who this browser is, waits for its turn among the tabs, runs the contribution and shows its
// state to the page. What changes who it is happens one after the other; see the states in supervisor-messages.ts.
import type { Capabilities } from '../../../contract/device.ts';
import type { Readings } from '../../../governor/readings.ts';
import type { PersonSettings } from '../../../runtime/contribution-view.ts';
import { measureCapabilities } from '../browser-capabilities.ts';
import { type CoveyDatabase, openCoveyDatabase } from '../database.ts';
import type { DeviceLooks } from '../device-looks.ts';
import { waitForTurn } from '../hold-turn.ts';
import { createWebThreads } from '../sandbox/web-threads.ts';
import { relayNetwork } from '../watch-network.ts';
import { saveSettings } from '../settings-store.ts';
import { type BetweenTabs, openTabs, type Tabs } from './between-tabs.ts';
import type { DeviceHome, HomeDevice } from './device-home.ts';
import { relaySensors } from './relay-sensors.ts';
import { explainRefusal } from './explain-refusal.ts';
import { forgetMovedDevice, handOverTo } from './hand-over.ts';
import { noticeStillness, type Stillness } from './notice-stillness.ts';
import type { FromSupervisor, JoinWish, SupervisorState, ToSupervisor } from './supervisor-messages.ts';
import { openHome, type TrayApp } from './open-home.ts';
import { describeRunning, endRunning, makeRunning, type Running } from './running.ts';

const SHOW_EVERY_MS = 250;
export type Post = (message: FromSupervisor, ports?: MessagePort[]) => void;

/** Starts with the page's `start` message, beside which the port to the tray app's bridge comes. */
export function createSupervisor(
  post: Post,
): (message: ToSupervisor, ports?: readonly MessagePort[]) => void {
  const sensors = relaySensors(() => performance.now());
  const network = relayNetwork();
  const threads = createWebThreads({
    open: (id, source, port) => post({ type: 'openThread', id, source }, [port]),
    kill: (id) => post({ type: 'killThread', id }),
  });
  let opened:
    | {
        database: CoveyDatabase;
        home: DeviceHome;
        tabs: Tabs;
        looks: DeviceLooks;
        capabilities: Promise<Capabilities>;
      }
    | undefined;
  let running: Running | undefined;
  let waiting = new AbortController();
  let heldStill: Stillness | null = null;
  let isAsleep = false;
  let showTimer: ReturnType<typeof setTimeout> | undefined;
  let last: Promise<void> = Promise.resolve();

  const show = (state: SupervisorState) => {
    post({ type: 'state', state });
    opened?.home.shown(state);
  };

  /** One change of who this browser is at a time. What goes wrong is shown; the next change may mend it. */
  function inTurn(change: () => Promise<void>): void {
    last = last.then(change).catch((error: unknown) => {
      const message = error instanceof Error ? error.message : String(error);
      show({
        phase: 'broken',
        refusal: {
          code: 'internal',
          message,
          hint: 'Reload the page. Private windows of some browsers keep nothing; use a normal one.',
        },
      });
    });
  }

  async function start(seen: DeviceLooks, desktop?: TrayApp): Promise<void> {
    if (opened) return;
    const database = await openCoveyDatabase();
    const { home, looks } = await openHome(database, seen, network.watch, desktop);
    opened = { database, home, tabs: openTabs(hear), looks, capabilities: measureCapabilities(looks) };
    home.start({
      deviceChanged: () => inTurn(lookAgain),
      configured: configure,
      sensed: sensors.sensed,
      wake: () => inTurn(wake),
      async sleep() {
        inTurn(sleep);
        await last;
      },
    });
    noticeStillness((stillness) => {
      heldStill = stillness;
      scheduleShow();
    });
    await lookAgain();
  }

  async function lookAgain(): Promise<void> {
    if (!opened) return;
    waiting.abort();
    await end({ drain: false });
    const device = await opened.home.find();
    if (!device) {
      const move = await opened.database.get('move', 'self');
      return show(move ? { phase: 'moved', to: move.to, name: move.name } : { phase: 'unjoined' });
    }
    waiting = new AbortController();
    opened.tabs.tell({ type: 'whatNow' });
    if (opened.home.onlyWatches || isAsleep) return;
    const { signal } = waiting;
    void waitForTurn(opened.database, signal).then(
      (giveTurnBack) =>
        inTurn(async () => (signal.aborted ? giveTurnBack() : await begin(device, giveTurnBack))),
      () => undefined, // somebody looked again meanwhile
    );
  }

  async function begin(device: HomeDevice, giveTurnBack: () => void): Promise<void> {
    if (!opened) return;
    const parts = { ...opened, device, capabilities: await opened.capabilities, threads, sensors };
    running = await makeRunning(parts, giveTurnBack, scheduleShow);
    await running.contribution.start();
    await showRunning();
  }

  async function end(how: { drain: boolean; forGood?: boolean }): Promise<void> {
    const ending = running;
    running = undefined;
    if (ending) await endRunning(ending, how);
  }

  function scheduleShow(): void {
    showTimer ??= setTimeout(() => {
      showTimer = undefined;
      void showRunning();
    }, SHOW_EVERY_MS);
  }

  async function showRunning(): Promise<void> {
    if (!running || !opened) return;
    const looked = running;
    const { move } = looked;
    const status = looked.contribution.status();
    if (move && status.connection === 'refused') return inTurn(becomeMoved);
    if (move && status.connection === 'connected' && move.until < Date.now()) {
      running.move = undefined; // nobody came for it in time
      void opened.database.delete('move', 'self');
    }
    const capabilities = await opened.capabilities;
    const words = status.reason === 'waiting-for-approval' ? await opened.home.words() : '';
    const wentTo = running?.move?.to ?? null;
    const state = describeRunning(looked, { status, capabilities, words, heldStill, wentTo });
    show(state);
    opened.tabs.tell({ type: 'shows', state });
  }

  async function join(wish: JoinWish): Promise<void> {
    if (!opened) return;
    const { home, tabs } = opened;
    try {
      await home.join(wish, await opened.capabilities);
    } catch (error) {
      post({ type: 'joined', refusal: explainRefusal(error) });
      return;
    }
    tabs.tell({ type: 'deviceChanged' });
    post({ type: 'joined', refusal: null });
    await lookAgain();
  }

  async function leave(): Promise<void> {
    if (!opened) return;
    const { home, tabs } = opened;
    if (!running) return tabs.tell({ type: 'leave' });
    const isRefused = running.contribution.status().connection === 'refused';
    await end({ drain: true, forGood: true });
    await home.forget(isRefused ? 'refused' : 'left');
    tabs.tell({ type: 'deviceChanged' });
    await lookAgain();
  }

  async function handOver(to: string): Promise<void> {
    if (!opened) return;
    const outcome = await handOverTo(to, running, opened.database);
    post({ type: 'handedOver', outcome });
  }

  async function becomeMoved(): Promise<void> {
    if (!opened || running?.move === undefined) return;
    const { database, tabs } = opened;
    await end({ drain: false });
    await forgetMovedDevice(database);
    tabs.tell({ type: 'deviceChanged' });
    await lookAgain();
  }

  /** The computer goes to sleep, or the program ends: everything is handed back, and nothing begins until `wake`. */
  async function sleep(): Promise<void> {
    isAsleep = true;
    waiting.abort();
    await end({ drain: true });
  }

  async function wake(): Promise<void> {
    if (!isAsleep) return;
    isAsleep = false;
    await lookAgain();
  }

  function sense(readings: Partial<Readings>): void {
    if (opened) sensors.sensed(opened.home.trust(readings));
  }

  function configure(change: Partial<PersonSettings>): void {
    if (!opened) return;
    if (!running) return opened.tabs.tell({ type: 'configure', change });
    void saveSettings(opened.database, running.measured.configure(change));
    scheduleShow();
  }

  function hear(message: BetweenTabs): void {
    switch (message.type) {
      case 'shows':
        if (!running) show({ ...message.state, here: false });
        return;
      case 'whatNow':
        return void showRunning();
      case 'configure':
        if (running) configure(message.change);
        return;
      case 'deviceChanged':
        return inTurn(lookAgain);
      case 'leave':
        if (running) inTurn(leave);
    }
  }

  return (message, [port] = []) => {
    switch (message.type) {
      case 'start': {
        const { looks, role } = message;
        return inTurn(() => start(looks, role && port ? { role, port } : undefined));
      }
      case 'join':
        return inTurn(() => join(message.wish));
      case 'leave':
        return inTurn(leave);
      case 'handOver':
        return inTurn(() => handOver(message.to));
      case 'configure':
        return configure(message.change);
      case 'rest':
        running?.measured.rest(message.isResting);
        return scheduleShow();
      case 'measured':
        // the contribution holds the same object and sends it with every hello
        return void opened?.capabilities.then((capabilities) => {
          capabilities.benchmark = message.benchmark;
        });
      case 'sensed':
        // what comes before it is known where this runs waits for that
        return opened ? sense(message.readings) : void last.then(() => sense(message.readings));
      case 'networkChanged':
        return network.changed(message.isOnline);
      case 'threadDied':
        return threads.died(message.id, message.message);
    }
  };
}
