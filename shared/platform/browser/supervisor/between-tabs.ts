// What the tabs of this browser tell each other: the one that contributes shows its state to the others, and they pass on what
// their person wants. Works on plain http as well.
import type { PersonSettings } from '../../../runtime/contribution-view.ts';
import type { SupervisorState } from './supervisor-messages.ts';

export type Contributing = Extract<SupervisorState, { phase: 'contributing' }>;

export type BetweenTabs =
  | { type: 'shows'; state: Contributing }
  | { type: 'whatNow' }
  | { type: 'configure'; change: Partial<PersonSettings> }
  /** The browser joined a swarm or left it: look again who you are. */
  | { type: 'deviceChanged' }
  | { type: 'leave' };

export interface Tabs {
  tell(message: BetweenTabs): void;
  close(): void;
}

export function openTabs(hear: (message: BetweenTabs) => void): Tabs {
  const channel = new BroadcastChannel('covey-tabs');
  channel.onmessage = (event: MessageEvent<BetweenTabs>) => hear(event.data);
  return { tell: (message) => channel.postMessage(message), close: () => channel.close() };
}
