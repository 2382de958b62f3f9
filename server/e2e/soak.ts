// `npm run soak [KILLS]`: a hundred `kill -9` of the coordinator under load, and a line for each.
import { killCoordinator } from './kill/kill-rounds.ts';

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
