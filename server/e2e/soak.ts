// `npm run soak [KILLS]`: a hundred `kill -9` of the coordinator under load, and a line for each.
// `npm run soak -- fuzz [INPUTS] [MESSAGES]`: a million hostile inputs through every parser and 50,000 hostile messages over live sockets.
// `npm run soak -- fuzz record`: makes the recorded messages that the fuzz mutates anew. COVEY_SEED replays either.
import { killCoordinator } from './kill/kill-rounds.ts';

if (process.argv[2] === 'fuzz') {
  const { soakFuzz } = await import('./fuzz/soak-fuzz.ts');
  await soakFuzz(process.argv.slice(3));
  process.exit(0);
}
const kills = Number(process.argv[2] ?? 100);
const seed = Number(process.env.COVEY_SEED ?? Date.now() % 1_000_000);
process.stdout.write(`soak: ${kills} kills, seed ${seed}\n`);
const report = await killCoordinator({
  kills,
  seed,
  onKill: (kill, acknowledged) =>
    process.stdout.write(`soak: kill ${kill} of ${kills}, ${acknowledged} results acknowledged so far\n`),
});
const good = report.lost.length === 0 && report.twice.length === 0 && report.wrongBytes === 0;
process.stdout.write(
  `soak: ${report.kills} kills in ${report.seconds.toFixed(0)} s, ${report.acknowledged} results acknowledged, ${report.lost.length} lost, ${report.twice.length} counted twice, ${report.wrongBytes} wrong\n`,
);
process.exit(good ? 0 : 1);
