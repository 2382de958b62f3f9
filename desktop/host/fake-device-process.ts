// For tests: a device process that does what its order's name says.
import type { FromDevice, ToDevice } from './device-messages.ts';

const tell = (message: FromDevice) => void process.send?.(message);

process.on('message', (message: ToDevice) => {
  if (message.type === 'stop') process.exit(0);
  const { name = '', token = '' } = message.order;
  if (name === 'dies') process.exit(3);
  if (name === 'is refused')
    return tell({
      type: 'failed',
      problem: { code: 'code-expired', message: 'too late', hint: 'Ask again.' },
    });
  tell({ type: 'started', deviceId: `dev ${process.pid} ${token}` });
  if (name === 'dies later') process.exit(4);
});
process.on('disconnect', () => process.exit(0));
