// The bridge of the tray app as pages and their supervisor use it: typed by the contract's tables, with everything that comes parsed once.
import {
  type CallGives,
  type CallTakes,
  DesktopAnswer,
  type DesktopBridge,
  type DesktopCall,
  type DesktopEvent,
  type DesktopRole,
  desktopCalls,
  desktopEvents,
  type EventSays,
} from '../../../contract/desktop-bridge.ts';
import { CoveyError } from '../../../contract/errors.ts';

export interface DesktopClient {
  readonly role: DesktopRole;
  /** @throws CoveyError with what the main process said, or when its answer cannot be read. */
  call<C extends DesktopCall>(
    name: C,
    ...argument: undefined extends CallTakes<C> ? [] : [CallTakes<C>]
  ): Promise<CallGives<C>>;
  /** Returns what ends it. An event that cannot be read is left out. */
  on<E extends DesktopEvent>(name: E, hear: (said: EventSays<E>) => void): () => void;
}

export function createDesktopClient(bridge: DesktopBridge): DesktopClient {
  return {
    role: bridge.role,
    async call(name, ...[argument]) {
      const answer = DesktopAnswer.safeParse(await bridge.call(name, argument));
      if (!answer.success) throw unreadable(name);
      if (!answer.data.ok) {
        const { code, message, hint } = answer.data.error;
        throw new CoveyError(code, message, { hint });
      }
      const value = desktopCalls[name].gives.safeParse(answer.data.value);
      if (!value.success) throw unreadable(name);
      return value.data as CallGives<typeof name>;
    },
    on: (name, hear) =>
      bridge.listen((told, said) => {
        if (told !== name) return;
        const parsed = desktopEvents[name].safeParse(said);
        if (parsed.success) hear(parsed.data as EventSays<typeof name>);
      }),
  };
}

const unreadable = (name: DesktopCall) =>
  new CoveyError('malformed-message', `the tray app’s answer to \`${name}\` cannot be read`, {
    hint: 'Quit Covey and start it again; parts of it may be of different versions.',
  });
