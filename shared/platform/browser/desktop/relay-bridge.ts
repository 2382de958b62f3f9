// Carries the bridge from the page, which has it, into the supervising Worker, which uses it. Both ends are this app, and each answer is parsed by
// the Worker's client, so nothing is parsed here.
import type {
  DesktopBridge,
  DesktopCall,
  DesktopEvent,
  DesktopRole,
} from '../../../contract/desktop-bridge.ts';

type ToPage = { id: number; name: DesktopCall; argument: unknown };
type ToWorker =
  | { type: 'answered'; id: number; answer: unknown }
  | { type: 'failed'; id: number; message: string }
  | { type: 'told'; name: DesktopEvent; said: unknown };

/** In the page. Returns the port for the Worker, and what ends it. */
export function relayBridge(bridge: DesktopBridge): { port: MessagePort; stop: () => void } {
  const { port1, port2 } = new MessageChannel();
  const tell = (message: ToWorker) => port1.postMessage(message);
  port1.onmessage = ({ data }: MessageEvent<ToPage>) => {
    const { id, name, argument } = data;
    bridge.call(name, argument).then(
      (answer) => tell({ type: 'answered', id, answer }),
      (error: unknown) => tell({ type: 'failed', id, message: String(error) }),
    );
  };
  const stopListening = bridge.listen((name, said) => tell({ type: 'told', name, said }));
  return {
    port: port2,
    stop() {
      stopListening();
      port1.close();
    },
  };
}

/** In the Worker. */
export function bridgeOver(port: MessagePort, role: DesktopRole): DesktopBridge {
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  const hearing = new Set<(name: DesktopEvent, said: unknown) => void>();
  const last = { id: 0 };
  port.onmessage = ({ data }: MessageEvent<ToWorker>) => {
    if (data.type === 'told') {
      for (const hear of hearing) hear(data.name, data.said);
      return;
    }
    const asked = waiting.get(data.id);
    waiting.delete(data.id);
    if (data.type === 'answered') asked?.resolve(data.answer);
    else asked?.reject(new Error(data.message));
  };
  return {
    role,
    call(name, argument) {
      const id = ++last.id;
      const asked = Promise.withResolvers<unknown>();
      waiting.set(id, asked);
      port.postMessage({ id, name, argument } satisfies ToPage);
      return asked.promise;
    },
    listen(hear) {
      hearing.add(hear);
      return () => void hearing.delete(hear);
    },
  };
}
