// The contribution's link in the tray app: its connection, keys, pins and transfers are in the main process, which signs the hello and keeps the
// token for parts. Here everything goes over the bridge, and what the coordinator says is parsed as on every other platform.
import type { CoordinatorToDevice } from '../../../contract/device-messages.ts';
import { CoveyError } from '../../../contract/errors.ts';
import type { Sha256 } from '../../../contract/ids.ts';
import { hearCoordinator } from '../../../runtime/hear-coordinator.ts';
import type { Link } from '../../../runtime/ports.ts';
import type { DesktopClient } from './desktop-client.ts';

type Heard = (...values: unknown[]) => void;

export function createDesktopLink(desktop: DesktopClient): Link {
  const ends: (() => void)[] = [];
  const last = { ticket: 0 };
  /** What needs no answer is lost with the connection, as on the wire. */
  const tell = (sent: Promise<unknown>) => void sent.catch(() => undefined);

  /** A transfer that is given up here ends there. */
  async function transfer<T>(signal: AbortSignal, begin: (ticket: number) => Promise<T>): Promise<T> {
    signal.throwIfAborted();
    const ticket = ++last.ticket;
    const givenUp = Promise.withResolvers<never>();
    const giveUp = () => {
      tell(desktop.call('cancelPart', ticket));
      givenUp.reject(signal.reason);
    };
    signal.addEventListener('abort', giveUp, { once: true });
    try {
      return await Promise.race([begin(ticket), givenUp.promise]);
    } finally {
      signal.removeEventListener('abort', giveUp);
    }
  }

  return {
    start(listener) {
      const ears = new Map<keyof CoordinatorToDevice, Heard>();
      hearCoordinator((message, heard) => void ears.set(message, heard), listener);
      ends.push(
        desktop.on('linkSaid', ({ message, said, ticket }) => {
          const answer = (reply: { released: { first: number; count: number }[] }) =>
            ticket !== undefined && tell(desktop.call('linkReleased', { ticket, ...reply }));
          ears.get(message)?.(said, answer);
        }),
        desktop.on('linkLost', () => listener.disconnected()),
      );
      tell(desktop.call('linkStart'));
    },
    async stop() {
      for (const end of ends.splice(0)) end();
      await desktop.call('linkStop').catch(() => undefined);
    },
    hello: (hello) => desktop.call('linkHello', hello),
    results: (batch) => desktop.call('linkResults', batch),
    failed: (failure) => desktop.call('linkFailed', failure),
    status: (status) => tell(desktop.call('linkStatus', status)),
    returned: (returned) => tell(desktop.call('linkReturned', returned)),
    goodbye: async () => void (await desktop.call('linkGoodbye')),
    leave: async () => void (await desktop.call('linkLeave')),
    handover: () =>
      Promise.reject(
        new CoveyError('wrong-state', 'the tray app has no other address to go on at', {
          hint: 'Join again with a link to the coordinator’s other address.',
        }),
      ),
    fetchPart: (sha: Sha256, size, signal) =>
      transfer(signal, (ticket) => desktop.call('fetchPart', { ticket, sha, size })),
    putPart: async (sha, bytes, signal) =>
      void (await transfer(signal, (ticket) => desktop.call('putPart', { ticket, sha, bytes }))),
    setBlobToken() {
      // the main process keeps the token that came with the welcome
    },
  };
}
