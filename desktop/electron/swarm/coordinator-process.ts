// The program of the coordinator's process: becomes the coordinator of this computer when ordered to, and ends, in order, when told to or when nobody
// holds its channel any more. A utility process of Electron; an ordinary child process in tests.
import { describeProblem } from '../../host/problem.ts';
import { type RunningCoordinator, startCoordinator } from '../../host/start-coordinator.ts';
import { type CoordinatorOrder, type FromCoordinator, ToCoordinator } from './coordinator-messages.ts';

/** The QR code on the screen is for a room full of people. */
const INVITE = { uses: 40, minutes: 60 };
const OWN = { uses: 1, minutes: 1 };

interface Channel {
  tell(message: FromCoordinator): void;
  hear(heard: (raw: unknown) => void): void;
}

function openChannel(): Channel {
  const { parentPort } = process as { parentPort?: Electron.ParentPort };
  if (parentPort)
    return {
      tell: (message) => parentPort.postMessage(message),
      hear: (heard) => void parentPort.on('message', ({ data }: { data: unknown }) => heard(data)),
    };
  return {
    tell: (message) => void process.send?.(message),
    hear: (heard) => void process.on('message', heard),
  };
}

async function invite(coordinator: RunningCoordinator) {
  const { joinUrl, code, expiresAt } = await coordinator.createInvite(INVITE);
  return { joinUrl, code, expiresAt };
}

function serve({ tell, hear }: Channel): void {
  let starting: Promise<RunningCoordinator> | undefined;

  const start = async ({ appDir, kernelsDir, deviceBundle, version, ...place }: CoordinatorOrder) => {
    const coordinator = await startCoordinator({
      ...place,
      withPages: true,
      built: { appDir, kernelsDir, deviceBundle, version },
      discovery: true,
      tls: { kind: 'local-ca' },
      log: (level, text) => tell({ type: 'log', level: level === 'warn' ? 'warning' : level, text }),
    });
    tell({ type: 'running', url: coordinator.url, invite: await invite(coordinator) });
    // another program took over the data: nothing is served any more
    void coordinator.fenced.then(() => process.exit(1));
    return coordinator;
  };
  const fail = (error: unknown, id: number | null) => {
    const { message, hint } = describeProblem(error);
    tell({ type: 'failed', id, trouble: { message, hint } });
    // the message must be on its way
    if (id === null) setImmediate(() => process.exit(1));
  };
  const answer = async (id: number, what: 'invite' | 'ownToken' | 'setupUrl') => {
    const coordinator = await starting;
    if (!coordinator) throw new Error('the coordinator was not started');
    if (what === 'invite') tell({ type: 'invite', id, invite: await invite(coordinator) });
    else if (what === 'setupUrl') tell({ type: 'secret', id, text: coordinator.makeSetupUrl() });
    else tell({ type: 'secret', id, text: (await coordinator.createInvite(OWN)).token });
  };
  const stop = async () => {
    await (await starting?.catch(() => undefined))?.stop();
    process.exit(0);
  };

  hear((raw) => {
    const message = ToCoordinator.parse(raw);
    if (message.type === 'stop') void stop();
    else if (message.type === 'ask')
      answer(message.id, message.what).catch((error: unknown) => fail(error, message.id));
    else if (!starting) {
      starting = start(message.order);
      starting.catch((error: unknown) => fail(error, null));
    }
  });
  process.on('disconnect', () => void stop());
  process.on('SIGTERM', () => void stop());
}

serve(openChannel());
