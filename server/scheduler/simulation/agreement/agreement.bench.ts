// What agreement costs honest devices: results computed for each of 1,000 chunks, counted in the simulation. Two of every chunk would be 2.
import { type BenchRow, benchRow } from '../../../../shared/testing/bench-row.ts';
import { simulateAgreement } from './simulation.ts';

export const name = 'agreement';

const ROUNDS = 7;

export const run = (): Promise<BenchRow[]> =>
  Promise.resolve(
    [1, 2, 5, 20].map((honest) => {
      const copies = Array.from({ length: ROUNDS }, (_, seed) => {
        const scene = { honest, fickle: 0, liars: 0, throwers: 0, chunks: 500, kills: false };
        const { complaints, copies } = simulateAgreement(seed + 1, scene);
        if (complaints.length > 0) throw new Error(complaints.join('; '));
        return copies;
      });
      const devices = honest === 1 ? 'one honest device' : `${honest} honest devices`;
      return benchRow(`agreement ${devices}`, 'results a chunk', copies, {
        name: 'two of every chunk',
        value: 2,
      });
    }),
  );
