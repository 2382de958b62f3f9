// The main process's end of the bridge: one channel, one table. A call is carried out only when it comes from the top frame of a window of ours, on
// our origin, from a window that may make it, with an argument that can be read. Everything else is refused and logged, and nothing is changed.
import type { IpcMainInvokeEvent } from 'electron';
import {
  CALL_CHANNEL,
  type CallGives,
  type CallTakes,
  type DesktopAnswer,
  type DesktopCall,
  desktopCalls,
  type DesktopRole,
  isDesktopCall,
} from '../../../shared/contract/desktop-bridge.ts';
import { CoveyError, type WireError, wireError } from '../../../shared/contract/errors.ts';
import type { ElectronPort } from '../port.ts';
import { originOf } from '../windows/harden.ts';
import { APP_ORIGIN } from '../windows/serve-shell.ts';

/** A call that gives nothing may be carried out by a function that returns nothing. */
type Given<C extends DesktopCall> = undefined extends CallGives<C> ? CallGives<C> | void : CallGives<C>;
export type BridgeHandlers = {
  [C in DesktopCall]: (argument: CallTakes<C>) => Given<C> | Promise<Given<C>>;
};

type Sender = Pick<IpcMainInvokeEvent, 'senderFrame'> & { sender: { id: number } };

export interface BridgeParts {
  ipcMain: ElectronPort['ipcMain'];
  roleOf(contentsId: number): DesktopRole | null;
  handlers: BridgeHandlers;
  onRefused(text: string): void;
  onTrouble(text: string): void;
}

export function serveBridge({ ipcMain, roleOf, handlers, onRefused, onTrouble }: BridgeParts): void {
  ipcMain.handle(CALL_CHANNEL, async (event, name: unknown, raw: unknown): Promise<DesktopAnswer> => {
    const role = judgeSender(event, roleOf);
    if (role === null) {
      onRefused(`a call from ${event.senderFrame?.url ?? 'a page that is gone'} was refused`);
      return refuse('forbidden', 'this page may not ask that');
    }
    if (!isDesktopCall(name)) {
      onRefused(`the ${role} window asked for ${JSON.stringify(name)}, which there is not`);
      return refuse('bad-request', 'there is no such call');
    }
    const { by, takes } = desktopCalls[name];
    if (by !== 'any' && by !== role) {
      onRefused(`the ${role} window asked for ${name}, which only the ${by} window may`);
      return refuse('forbidden', `\`${name}\` is not for this window`);
    }
    const argument = takes.safeParse(raw);
    if (!argument.success) {
      onRefused(`the ${role} window asked for ${name} with something that cannot be read`);
      return refuse('bad-request', `what came with \`${name}\` cannot be read`);
    }
    try {
      const handle = handlers[name] as (argument: unknown) => unknown;
      return { ok: true, value: await handle(argument.data) };
    } catch (error) {
      return { ok: false, error: toWire(name, error, onTrouble) };
    }
  });
}

/** A frame inside a page of ours is not the page. */
function judgeSender(
  { senderFrame, sender }: Sender,
  roleOf: (contentsId: number) => DesktopRole | null,
): DesktopRole | null {
  if (!senderFrame || senderFrame.parent !== null || originOf(senderFrame.url) !== APP_ORIGIN) return null;
  return roleOf(sender.id);
}

const refuse = (code: WireError['code'], message: string): DesktopAnswer => ({
  ok: false,
  error: wireError(code, message),
});

function toWire(name: DesktopCall, error: unknown, onTrouble: (text: string) => void): WireError {
  if (error instanceof CoveyError) return error.toWire();
  const message = error instanceof Error ? error.message : String(error);
  onTrouble(`${name} failed: ${message}`);
  return wireError('internal', message);
}
