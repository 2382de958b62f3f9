// The program of a device process: one contribution, ordered over the channel by the program that started it. It ends when told to (work
// is handed back first), on SIGTERM in the same way, and at once when the channel closes. Ctrl-C is its parent's to deal with.
import { startNodeContribution } from '../../shared/platform/node/start-node-contribution.ts';
import type { DeviceOrder, FromDevice, ToDevice } from './device-messages.ts';
import { kernelsDir } from './places.ts';
import { describeProblem } from './problem.ts';

type Contribution = Awaited<ReturnType<typeof startNodeContribution>>;

/** Resolves once the message is on its way; without a channel there is nobody to tell. */
const tell = (message: FromDevice) =>
  new Promise<void>((resolve) => {
    if (process.connected) process.send?.(message, () => resolve());
    else resolve();
  });

async function start({ token, ...order }: DeviceOrder): Promise<Contribution> {
  const contribution = await startNodeContribution({
    ...order,
    kernelsDir,
    ...(token === undefined ? {} : { join: { token } }),
    onEvent: (event) => void tell({ type: 'event', event }),
  });
  await tell({ type: 'started', deviceId: contribution.deviceId });
  return contribution;
}

function serveChannel(): void {
  let contribution: Promise<Contribution> | undefined;
  const fail = async (error: unknown) => {
    if (process.env['COVEY_DEBUG']) console.error(error);
    await tell({ type: 'failed', problem: describeProblem(error) });
    process.exit(1);
  };
  const stop = async () => {
    try {
      await (await contribution)?.stop();
      process.exit(0);
    } catch (error) {
      await fail(error);
    }
  };
  process.on('message', (message: ToDevice) => {
    if (message.type === 'stop') void stop();
    else if (!contribution) {
      contribution = start(message.order);
      contribution.catch(fail);
    }
  });
  process.on('SIGTERM', () => void stop());
  process.on('SIGINT', () => undefined);
  process.on('disconnect', () => process.exit(0));
}

serveChannel();
