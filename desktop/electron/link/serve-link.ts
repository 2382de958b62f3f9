// The main process's end of the contribution's link: holds the socket and the token for parts, signs hellos, and passes on what the coordinator says.
// A page can ask for nothing that a device may not say, names no device, and sees neither key nor token.
import type { DesktopEvent, EventSays } from '../../../shared/contract/desktop-bridge.ts';
import type { ChunkRange } from '../../../shared/contract/chunk.ts';
import type { Challenge } from '../../../shared/contract/device-messages.ts';
import { CoveyError } from '../../../shared/contract/errors.ts';
import type { Sha256 } from '../../../shared/contract/ids.ts';
import type { BuiltInScripts } from '../../../shared/platform/node/built-in-scripts.ts';
import type { Reach } from '../../../shared/platform/node/pinned-tls.ts';
import type { Link } from '../../../shared/runtime/ports.ts';
import type { BridgeHandlers } from '../bridge/serve-bridge.ts';
import type { DeviceAccount } from './device-account.ts';

export type LinkHandlers = Pick<
  BridgeHandlers,
  | 'linkStart'
  | 'linkStop'
  | 'linkHello'
  | 'linkResults'
  | 'linkFailed'
  | 'linkStatus'
  | 'linkReturned'
  | 'linkReleased'
  | 'linkGoodbye'
  | 'linkLeave'
  | 'fetchPart'
  | 'putPart'
  | 'cancelPart'
>;

export interface LinkService {
  handlers: LinkHandlers;
  /** Says goodbye at once, whatever the page does: for a computer that falls asleep now. */
  goodbye(): Promise<void>;
  stop(): Promise<void>;
}

export interface LinkServiceParts {
  account: DeviceAccount;
  scripts: Pick<BuiltInScripts, 'read'>;
  connect(reach: Reach): Link;
  tell<E extends DesktopEvent>(event: E, said: EventSays<E>): void;
}

interface Live {
  link: Link;
  challenge: Challenge | null;
  /** Questions of the coordinator that the page has not answered. */
  questions: Map<number, (released: ChunkRange[]) => void>;
  transfers: Map<number, AbortController>;
}

export function createLinkService({ account, scripts, connect, tell }: LinkServiceParts): LinkService {
  let live: Live | null = null;
  const last = { ticket: 0 };

  function current(): Live {
    if (!live) throw new CoveyError('stopping', 'the connection to the coordinator is down');
    return live;
  }

  async function stop(): Promise<void> {
    const ending = live;
    live = null;
    if (!ending) return;
    for (const transfer of ending.transfers.values()) transfer.abort(new Error('the link was stopped'));
    await ending.link.stop();
  }

  function start(): void {
    const link = connect(account.way().reach);
    const started: Live = { link, challenge: null, questions: new Map(), transfers: new Map() };
    live = started;
    const say = (message: EventSays<'linkSaid'>['message'], said: unknown, ticket?: number) => {
      if (live === started) tell('linkSaid', { message, said, ...(ticket !== undefined && { ticket }) });
    };
    link.start({
      challenged(challenge) {
        started.challenge = challenge;
        say('challenge', challenge);
      },
      disconnected() {
        started.questions.clear();
        if (live === started) tell('linkLost', undefined);
      },
      leased: (lease) => say('lease', lease),
      takenBack(ask, answer) {
        const ticket = ++last.ticket;
        started.questions.set(ticket, answer);
        say('takeBack', ask, ticket);
      },
      dropped: (what) => say('drop', what),
      steered: (steering) => say('steer', steering),
      refused: (error) => say('refused', error),
    });
  }

  async function transfer<T>(
    ticket: number,
    begin: (link: Link, signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const { link, transfers } = current();
    const controller = new AbortController();
    transfers.set(ticket, controller);
    try {
      return await begin(link, controller.signal);
    } finally {
      transfers.delete(ticket);
    }
  }

  const fetchPart = async (link: Link, sha: Sha256, size: number | null, signal: AbortSignal) => {
    const bytes = (await scripts.read(sha)) ?? (await link.fetchPart(sha, size, signal));
    // what crosses to the page is the whole memory that a view lies in
    return bytes.byteLength === bytes.buffer.byteLength ? bytes : new Uint8Array(bytes);
  };

  const handlers: LinkHandlers = {
    async linkStart() {
      await stop();
      start();
    },
    linkStop: stop,
    async linkHello(hello) {
      const { link, challenge } = current();
      if (!challenge) throw new CoveyError('wrong-state', 'the coordinator has not asked who this is');
      const { deviceId } = account.way();
      const answer = await link.hello({ ...hello, deviceId, signature: account.answer(challenge) });
      if (!answer.ok) return answer;
      link.setBlobToken(answer.value.blobToken);
      account.welcomed(answer.value.swarmName);
      return { ok: true, value: { ...answer.value, blobToken: '' } };
    },
    linkResults: (batch) => current().link.results(batch),
    linkFailed: (failure) => current().link.failed(failure),
    linkStatus: (status) => live?.link.status(status),
    linkReturned: (returned) => live?.link.returned(returned),
    linkReleased({ ticket, released }) {
      const { questions } = current();
      questions.get(ticket)?.(released);
      questions.delete(ticket);
    },
    linkGoodbye: () => current().link.goodbye(),
    linkLeave: () => current().link.leave(),
    fetchPart: ({ ticket, sha, size }) =>
      transfer(ticket, (link, signal) => fetchPart(link, sha, size, signal)),
    putPart: ({ ticket, sha, bytes }) => transfer(ticket, (link, signal) => link.putPart(sha, bytes, signal)),
    cancelPart(ticket) {
      live?.transfers.get(ticket)?.abort(new Error('the page gave the transfer up'));
    },
  };
  return { handlers, stop, goodbye: async () => await live?.link.goodbye() };
}
