// A pending chunk about which nobody is left to ask, because whoever was to be the third is caught or gone, threw at it, or has not worked for
// 30 s: what was said of it decides, as far as it can, and counts without being computed once more. What cannot be decided so waits for [L7].
import { isProven } from '../ask-verify.ts';
import { accept, recordAgain } from '../chunk.ts';
import { settle } from '../ending.ts';
import type { Vote } from '../rows.ts';
import { hasInRanges } from '../spans/range-set.ts';
import { findSpan } from '../spans/span.ts';
import type { ChunkHistory, Job, Span, Turn } from '../swarm-state.ts';
import { conclude } from './conclude.ts';
import { countVotes } from './count-votes.ts';
import { canAsk, mayCome, openVotes, PATIENCE_MS, trust } from './second.ts';

/** After devices were served: only then is it known for which chunks there was nobody. And before they are served again: what is decided need not
 *  be computed once more. */
export function decideExhausted(turn: Turn): void {
  for (const job of turn.state.doubtful)
    for (const index of job.exhausted) if (!mayWait(turn, job, index)) job.exhausted.delete(index);
}

/** True while somebody may come who can be asked. */
function mayWait(turn: Turn, job: Job, index: number): boolean {
  const history = job.history.get(index);
  const span = findSpan(job, index);
  if (!history || !span) return false;
  if (!hasInRanges(span.pending, index)) {
    history.stuckSince = -1;
    return false;
  }
  // What ends the job is only said of a result when it comes.
  if (job.row.stops || !canGoBack(history)) return false;
  const votes = openVotes(turn, history);
  const heard = votes.map(({ device }) => device);
  if (votes.length === 0) return false;
  if (canAsk(turn, job, heard, history)) {
    history.stuckSince = -1;
    return false;
  }
  const isLate = history.stuckSince >= 0 && turn.now - history.stuckSince >= PATIENCE_MS;
  if (!isLate && mayCome(turn, job, heard, history)) return true;
  decideBy(turn, job, span, history, votes);
  return false;
}

function decideBy(turn: Turn, job: Job, span: Span, history: ChunkHistory, votes: readonly Vote[]): void {
  const { index } = history.row;
  const known = history.groups.map((group) => votes.filter(({ attempt }) => group.includes(attempt)));
  const loose = votes.filter(({ attempt }) => !history.groups.some((group) => group.includes(attempt)));
  const groups = [...known.filter((group) => group.length > 0), ...loose.map((vote) => [vote])];
  const isKnown = (device: Vote['device']) => isProven(turn.state.devices.get(device));
  const counted = countVotes({ groups, isProven: isKnown, canAsk: false });
  if (counted.outcome !== 'agreed' && counted.outcome !== 'alone') return;
  const winner = (counted.outcome === 'agreed' ? counted.agreed : votes).at(-1);
  if (!winner) return;
  recordAgain(turn, job, span, history, winner);
  if (counted.outcome === 'agreed') {
    conclude(turn, job, index, counted);
    accept(turn, job, span, index);
  } else trust(turn, job, span, index, winner.device);
  settle(turn, job);
}

/** No result that could not be judged came after them: its attempt number would be given twice. */
const canGoBack = ({ row: { attempt, votes } }: ChunkHistory) =>
  attempt === Math.max(-1, ...votes.map((vote) => vote.attempt)) + 1;
