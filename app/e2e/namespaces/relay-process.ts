// Runs inside a network namespace and dials from there for a test that is outside: a Unix socket leads across, because it is a file. Whoever
// connects says in one line whom to call and from which address, reads one byte (+ or -), and then talks to whom it asked for.
import { createServer, connect } from 'node:net';
import { pipeline } from 'node:stream';

const [path = ''] = process.argv.slice(2);

const server = createServer((near) => {
  near.on('error', () => near.destroy());
  near.once('data', (line) => {
    near.pause();
    const { host, port, from } = JSON.parse(line.toString()) as { host: string; port: number; from?: string };
    const far = connect({ host, port, ...(from !== undefined && { localAddress: from }) });
    const refuse = (error: Error) => near.end(`-${error.message}`);
    far.once('error', refuse);
    far.once('connect', () => {
      far.off('error', refuse);
      near.write('+');
      pipeline(near, far, () => undefined);
      pipeline(far, near, () => undefined);
    });
  });
});
server.listen(path, () => process.stdout.write('ready\n'));
