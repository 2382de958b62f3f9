// The coordinator of this computer, as the tray app keeps it: a process of its own, with its data in the person's folder, started again with growing
// pauses when it dies, and drained when it is stopped.
//
//   stopped ──start──▶ starting ──running──▶ running ──dies──▶ resting ──▶ starting
//                         └──it says why it cannot──▶ failed          any of them ──stop──▶ stopping ──▶ stopped
import type { SwarmHere } from '../../../shared/contract/desktop-view.ts';
import { CoveyError } from '../../../shared/contract/errors.ts';
import type { Clock } from '../../../shared/runtime/ports.ts';
import type { ElectronPort, UtilityPort } from '../port.ts';
import {
  type CoordinatorOrder,
  FromCoordinator,
  type Invite,
  type ToCoordinator,
} from './coordinator-messages.ts';

const FIRST_REST_MS = 1_000;
const LONGEST_REST_MS = 60_000;
/** One that lived so long was no failure to start. */
const STEADY_MS = 30_000;
/** How long draining may take before the process is ended. */
const STOP_MS = 10_000;
const ANSWER_MS = 10_000;

export interface SwarmHereParts {
  fork: ElectronPort['fork'];
  program: string;
  order: CoordinatorOrder;
  clock: Clock;
  onState(state: SwarmHere): void;
  log(level: 'info' | 'warning' | 'error', text: string): void;
}

export interface SwarmKeeper {
  start(): void;
  /** Resolves when its process is gone. Idempotent. */
  stop(): Promise<void>;
  /** Shows another way in. */
  renewInvite(): Promise<void>;
  /** A link that signs whoever opens it in as its owner; good once. @throws CoveyError when it does not run. */
  setupUrl(): Promise<string>;
  /** The token of a way in for this computer. @throws CoveyError when it does not run. */
  ownToken(): Promise<string>;
}

export function keepSwarm({ fork, program, order, clock, onState, log }: SwarmHereParts): SwarmKeeper {
  let child: { process: UtilityPort; gone: PromiseWithResolvers<void> } | undefined;
  let state: SwarmHere = { state: 'stopped' };
  let restMs = FIRST_REST_MS;
  let hasRun = false;
  let cancelRest = () => {};
  let stopping: Promise<void> | undefined;
  /** Asked for while it stopped. */
  let startsAgain = false;
  const last = { id: 0 };
  const asked = new Map<number, PromiseWithResolvers<FromCoordinator>>();

  const show = (next: SwarmHere) => onState((state = next));

  function begin(): void {
    const began = clock.now();
    const process = fork(program, [], { serviceName: 'Covey coordinator', stdio: 'pipe' });
    const born = { process, gone: Promise.withResolvers<void>() };
    child = born;
    let trouble: { message: string; hint: string } | undefined;
    show({ state: 'starting' });
    process.on('message', (raw: unknown) => {
      const read = FromCoordinator.safeParse(raw);
      if (!read.success) return log('warning', 'the coordinator said something that cannot be read');
      const message = read.data;
      if (message.type === 'log') log(message.level, `coordinator: ${message.text}`);
      else if (message.type === 'running') {
        hasRun = true;
        if (!stopping) show({ state: 'running', url: message.url, ...message.invite });
      } else if (message.type === 'failed' && message.id === null) trouble = message.trouble;
      else if (message.id !== null) {
        asked.get(message.id)?.resolve(message);
        asked.delete(message.id);
      }
    });
    process.on('exit', (code) => {
      if (child === born) child = undefined;
      for (const each of asked.values()) each.reject(notRunning());
      asked.clear();
      born.gone.resolve();
      if (stopping) return;
      if (clock.now() - began > STEADY_MS) restMs = FIRST_REST_MS;
      if (trouble && !hasRun) {
        log('error', `the coordinator could not start: ${trouble.message}`);
        return show({ state: 'failed', trouble });
      }
      rest(trouble?.message ?? `The coordinator ended by itself (code ${code}).`);
    });
    tell({ type: 'start', order });
  }

  function rest(message: string): void {
    log('error', `${message} It is started again in ${restMs / 1000} s`);
    const hint = 'Nothing is lost. It is started again by itself; the log says more.';
    show({ state: 'resting', retryAt: clock.utc() + restMs, trouble: { message, hint } });
    cancelRest = clock.after(restMs, begin);
    restMs = Math.min(LONGEST_REST_MS, restMs * 2);
  }

  const tell = (message: ToCoordinator) => child?.process.postMessage(message);

  async function ask(what: 'invite' | 'ownToken' | 'setupUrl'): Promise<FromCoordinator> {
    if (state.state !== 'running') throw notRunning();
    const id = ++last.id;
    const answer = Promise.withResolvers<FromCoordinator>();
    asked.set(id, answer);
    const cancel = clock.after(ANSWER_MS, () => answer.reject(notRunning()));
    tell({ type: 'ask', id, what });
    try {
      const said = await answer.promise;
      if (said.type === 'failed')
        throw new CoveyError('internal', said.trouble.message, { hint: said.trouble.hint });
      return said;
    } finally {
      cancel();
      asked.delete(id);
    }
  }

  async function askSecret(what: 'ownToken' | 'setupUrl'): Promise<string> {
    const said = await ask(what);
    if (said.type !== 'secret') throw notRunning();
    return said.text;
  }

  async function end(): Promise<void> {
    cancelRest();
    const ending = child;
    if (ending) {
      show({ state: 'stopping' });
      tell({ type: 'stop' });
      const cancel = clock.after(STOP_MS, () => void ending.process.kill());
      await ending.gone.promise;
      cancel();
    }
    show({ state: 'stopped' });
    hasRun = false;
    restMs = FIRST_REST_MS;
  }

  return {
    start() {
      if (stopping) startsAgain = true;
      else if (!child && state.state !== 'resting') begin();
    },
    stop() {
      startsAgain = false;
      return (stopping ??= end().finally(() => {
        stopping = undefined;
        if (startsAgain) begin();
      }));
    },
    async renewInvite() {
      const said = await ask('invite');
      if (said.type === 'invite' && state.state === 'running')
        show({ ...state, ...said.invite } satisfies SwarmHere & Invite);
    },
    setupUrl: () => askSecret('setupUrl'),
    ownToken: () => askSecret('ownToken'),
  };
}

const notRunning = () =>
  new CoveyError('stopping', 'no swarm runs on this computer now', {
    hint: 'Start one here first, or wait a moment.',
  });
