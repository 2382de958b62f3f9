// What becomes of a result once it is known which other devices said the same [V9][V10]:
//
//   recorded ──▶ waits for its turn (second.ts) ──▶ a vote, the chunk pending for another device ──▶ that one's result is compared ──▶ …
//                                                             ▲──────────────── undecided ────────────────┘
//   decided: the majority's result counts, whoever is outvoted twice in a job is quarantined; no majority after five: the chunk has failed.
import { askRecorded, isProven } from '../ask-verify.ts';
import { accept, credit, historyOf, putBack } from '../chunk.ts';
import { settle } from '../ending.ts';
import type { SwarmEvent } from '../events.ts';
import { giveUp } from '../lease.ts';
import type { Vote } from '../rows.ts';
import { stopAt } from '../stopping.ts';
import type { Job, Span, Turn } from '../swarm-state.ts';
import { conclude } from './conclude.ts';
import { countVotes, type Outcome } from './count-votes.ts';
import { nameAll, sayUndecided } from './sentences.ts';
import { canAsk, holdForSecond, holdUndecided, mayCome, openVotes, putToVote, trust } from './second.ts';

type Judged = Extract<SwarmEvent, { type: 'resultJudged' }>;

/** Of a recorded result that nothing speaks against. */
export function decide(turn: Turn, job: Job, span: Span, event: Judged): void {
  const { index, attempt, device, stops } = event;
  // What it did is being looked up, and all of it is redone.
  if (turn.state.devices.get(device)?.row.quarantine != null) return;
  const history = job.history.get(index);
  const votes = history ? openVotes(turn, history) : [];
  if (!history || votes.length === 0) return holdForSecond(turn, job, index, device, stops);
  const present: Vote = { attempt, device };
  // What could not be read again counts neither for nor against anybody.
  const groups = (event.groups ?? [[attempt]])
    .map((group) => [...votes, present].filter((vote) => group.includes(vote.attempt)))
    .filter((group) => group.length > 0);
  history.groups = groups.map((group) => group.map((vote) => vote.attempt));
  const heard = [...votes, present].map((vote) => vote.device);
  const isAsking = canAsk(turn, job, heard, history);
  const mayAsk = isAsking || (turn.now < turn.state.awaitUntil && mayCome(turn, job, heard, history));
  const outcome = countVotes({
    groups,
    isProven: (number) => isProven(turn.state.devices.get(number)),
    canAsk: mayAsk,
  });
  switch (outcome.outcome) {
    case 'agreed':
      return agreed(turn, job, span, present, outcome, event);
    case 'alone':
      trust(turn, job, span, index, device);
      return stops ? stopAt(turn, job, index) : settle(turn, job);
    case 'ask':
      if (mayAsk && !isAsking) return holdUndecided(turn, job, index, device);
      // Who says the same thing twice has still said it once.
      if (mayAsk && votes.some((vote) => vote.device === device)) putBack(turn, job, span, index, device);
      else putToVote(turn, job, span, index, device);
      return;
    case 'failed':
      putToVote(turn, job, span, index, device);
      history.row.lastCode = 'no-agreement';
      history.row.lastMessage = sayUndecided(groups.flat().length, nameAll(turn.state, groups.flat()));
      giveUp(turn, job, span, history);
      return settle(turn, job);
  }
}

function agreed(
  turn: Turn,
  job: Job,
  span: Span,
  present: Vote,
  decided: Extract<Outcome, { outcome: 'agreed' }>,
  { index, stops }: Judged,
): void {
  const votes = decided.agreed;
  const last = votes.at(-1);
  const isPresent = votes.some(({ attempt }) => attempt === present.attempt);
  if (!isPresent && last) reinstate(turn, job, index, last, present);
  // Whether it is what the job looks for was said of the other one. Nobody's record is changed before that is known: it is counted again then.
  if (!isPresent && job.row.stops) return askRecorded(turn, job, index);
  conclude(turn, job, index, decided);
  accept(turn, job, span, index);
  return stops && isPresent ? stopAt(turn, job, index) : settle(turn, job);
}

/** An earlier result is the chunk's record again, and the present one a vote. */
function reinstate(turn: Turn, job: Job, index: number, winner: Vote, present: Vote): void {
  const { row } = historyOf(turn, job, index);
  row.votes = [...row.votes.filter(({ attempt }) => attempt !== winner.attempt), present];
  row.attempt = winner.attempt;
  row.avoid = [...row.avoid.filter((device) => device !== winner.device), present.device];
  credit(turn, job, present.device, -1);
  credit(turn, job, winner.device, 1);
}
