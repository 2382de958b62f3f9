// The supervising Worker's entry: joins the page's messages to the supervisor. A Worker, because its timers go on when the
// page is hidden and its work never makes the page stutter.
import { createSupervisor } from './supervise.ts';
import type { ToSupervisor } from './supervisor-messages.ts';

/** The part of DedicatedWorkerGlobalScope used here; the DOM's types know only windows. */
interface WorkerScope {
  postMessage(message: unknown, transfer: Transferable[]): void;
  onmessage: ((event: MessageEvent<ToSupervisor>) => void) | null;
}

const scope = globalThis as unknown as WorkerScope;
const receive = createSupervisor((message, ports = []) => scope.postMessage(message, ports));
scope.onmessage = (event) => receive(event.data, event.ports);
