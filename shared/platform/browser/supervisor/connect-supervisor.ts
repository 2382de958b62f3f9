// The page's side of a contribution: the supervising Worker, the sandbox frame it asks for threads in, and the sensors that
// only a page has. What a screen does with the state is the screen's affair.
import { findBridge } from '../desktop/find-bridge.ts';
import { relayBridge } from '../desktop/relay-bridge.ts';
import { createBrowserSensors } from '../sensors/browser-sensors.ts';
import { lookAtDevice } from '../device-looks.ts';
import { createSandboxFrame } from '../sandbox/sandbox-frame.ts';
import type {
  FromSupervisor,
  HandedOver,
  JoinWish,
  Refusal,
  SupervisorState,
  ToSupervisor,
} from './supervisor-messages.ts';
import { watchNetwork } from '../watch-network.ts';
import type { PersonSettings } from '../../../runtime/contribution-view.ts';

export interface SupervisorConnection {
  start(): void;
  /** Ends the Worker and its threads at once; what was not delivered stays in the outbox. */
  stop(): void;
  /** Resolves with null once this browser is a device, or with why not. */
  join(wish: JoinWish): Promise<Refusal | null>;
  leave(): void;
  /** Stops here and answers what another origin needs to go on as this device; after that the page must go there. */
  handOver(to: string): Promise<HandedOver>;
  configure(change: Partial<PersonSettings>): void;
  /** Rests while something is measured, without touching what the person wants. */
  rest(isResting: boolean): void;
  measured(benchmark: number): void;
  /** Looks again at what the device shows, after its person allowed more. */
  senseAgain(): void;
}

export function connectSupervisor(onState: (state: SupervisorState) => void): SupervisorConnection {
  let worker: Worker | undefined;
  let stopWatching: (() => void) | undefined;
  let stopRelay: (() => void) | undefined;
  let joined: ((refusal: Refusal | null) => void) | undefined;
  let handedOver: ((outcome: HandedOver) => void) | undefined;
  const sensors = createBrowserSensors();
  const frame = createSandboxFrame(document, (id, message) => send({ type: 'threadDied', id, message }));

  const send = (message: ToSupervisor, ports: MessagePort[] = []) => worker?.postMessage(message, ports);

  function receive(event: MessageEvent<FromSupervisor>): void {
    const message = event.data;
    switch (message.type) {
      case 'state':
        return onState(message.state);
      case 'joined':
        joined?.(message.refusal);
        joined = undefined;
        return;
      case 'handedOver':
        handedOver?.(message.outcome);
        handedOver = undefined;
        return;
      case 'openThread': {
        const [port] = event.ports;
        if (!port) return;
        frame.start();
        return frame.open(message.id, message.source, port);
      }
      case 'killThread':
        return frame.kill(message.id);
    }
  }

  const sense = () => sensors.start((readings) => send({ type: 'sensed', readings }));

  return {
    start() {
      if (worker) return;
      worker = new Worker(new URL('./contribution.worker.ts', import.meta.url), {
        type: 'module',
        name: 'covey-contribution',
      });
      worker.onmessage = receive;
      worker.onerror = (event) => {
        const refusal = {
          code: 'internal',
          message: event.message || 'the part that computes did not start',
          hint: 'Reload the page.',
        };
        onState({ phase: 'broken', refusal });
        joined?.(refusal);
        joined = undefined;
        handedOver?.({ ok: false, refusal });
        handedOver = undefined;
      };
      const bridge = findBridge();
      const relay = bridge && relayBridge(bridge);
      if (bridge && relay) {
        send({ type: 'start', looks: lookAtDevice(), role: bridge.role }, [relay.port]);
        stopRelay = relay.stop;
      } else send({ type: 'start', looks: lookAtDevice() });
      sense();
      stopWatching = watchNetwork((isOnline) => send({ type: 'networkChanged', isOnline }));
    },
    stop() {
      sensors.stop();
      stopWatching?.();
      stopRelay?.();
      frame.stop();
      worker?.terminate();
      worker = undefined;
    },
    join: (wish) =>
      new Promise((resolve) => {
        joined = resolve;
        send({ type: 'join', wish });
      }),
    leave: () => send({ type: 'leave' }),
    handOver: (to) =>
      new Promise((resolve) => {
        handedOver = resolve;
        send({ type: 'handOver', to });
      }),
    configure: (change) => send({ type: 'configure', change }),
    rest: (isResting) => send({ type: 'rest', isResting }),
    measured: (benchmark) => send({ type: 'measured', benchmark }),
    senseAgain: sense,
  };
}
