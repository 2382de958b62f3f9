// A worker process of the BullMQ comparison: 50 no-op jobs at once. Argument: the Redis port.
import { Worker } from 'bullmq';

const worker = new Worker('bench', () => Promise.resolve(0), {
  connection: { host: '127.0.0.1', port: Number(process.argv[2]) },
  concurrency: 50,
});
await worker.waitUntilReady();
process.send?.('ready');
process.on('disconnect', () => process.exit(0));
