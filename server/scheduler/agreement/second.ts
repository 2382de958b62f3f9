// Results that another device is to say the same as: which of them are asked about when, and what becomes of them where nobody can be asked.
// Of a device that has not proven itself only a few are asked about at a time; by the time they are decided it is proven, and of what waited
// behind them only a sample is computed again [V11].
import type { DeviceNumber } from '../../../shared/contract/ids.ts';
import { askRecorded, isProven, isSampled, PROVEN_AFTER } from '../ask-verify.ts';
import { accept, isAccepted, isAvoided, isRecorded, putBack } from '../chunk.ts';
import { settle } from '../ending.ts';
import { isFit, isReady } from '../power.ts';
import type { Vote } from '../rows.ts';
import { findSpan } from '../spans/span.ts';
import { stopAt } from '../stopping.ts';
import type { ChunkHistory, Held, Job, Span, Turn, Unseconded } from '../swarm-state.ts';
import { addTimer } from '../timers.ts';

/** Others are there but do not work: so long a result waits for one of them. */
export const PATIENCE_MS = 30_000;
/** Results taken on trust that are remembered, for a device that may still come. */
const REMEMBERED = 1_000;

/** Whether somebody other than these could compute it now; with a history, this very chunk. */
export function canAsk(
  turn: Turn,
  job: Job,
  except: readonly DeviceNumber[],
  history?: ChunkHistory,
): boolean {
  const swarm = turn.state.swarms.get(job.row.swarm);
  if (!swarm || swarm.weighed === 0) return false;
  for (const device of swarm.devices)
    if (
      isReady(device) &&
      isFit(device, job) &&
      !except.includes(device.row.number) &&
      !(history && isAvoided(history, device))
    )
      return true;
  return false;
}

/** Somebody else belongs to the swarm who may work again soon: is connected or was just now, or was before a restart just now.
 *  With a history, somebody who has not had a chance at this very chunk. */
export function mayCome(
  turn: Turn,
  job: Job,
  except: readonly DeviceNumber[],
  history?: ChunkHistory,
): boolean {
  const isEarly = turn.now < turn.state.awaitUntil;
  for (const device of turn.state.swarms.get(job.row.swarm)?.devices ?? []) {
    const { number, approved, enabled, quarantine } = device.row;
    if (!approved || !enabled || quarantine !== null || except.includes(number) || !isFit(device, job))
      continue;
    if (history && isAvoided(history, device)) continue;
    if (isEarly || device.connected || device.vanishedAt >= 0) return true;
  }
  return false;
}

/** The word of a device that was caught, or that nobody knows any more, is worth nothing. */
export const openVotes = ({ state }: Turn, { row }: ChunkHistory): Vote[] =>
  row.votes.filter(({ device }) => state.devices.get(device)?.row.quarantine === null);

/** A recorded result that somebody is to agree with. `stops`: it is what the job looks for. */
export function holdForSecond(
  turn: Turn,
  job: Job,
  index: number,
  device: DeviceNumber,
  stops: boolean,
): void {
  let mine = job.unseconded.get(device);
  if (!mine) job.unseconded.set(device, (mine = { waiting: [], trusted: [], asked: [], wakeAt: -1 }));
  const attempt = job.history.get(index)?.row.attempt ?? 0;
  // A search that goes on asks about everything once more [E9].
  if (job.row.stops && mine.waiting.some((held) => held.index === index && held.attempt === attempt)) return;
  const isChosen = isProven(turn.state.devices.get(device));
  mine.waiting.push({ index, attempt, stops, isChosen, since: turn.now });
  turn.state.doubtful.add(job);
  askSeconds(turn, job);
}

/** After every event: whose turn is it, and who has waited long enough? */
export function askAllSeconds(turn: Turn): void {
  for (const job of turn.state.doubtful) askSeconds(turn, job);
}

/** The votes of the chunk are counted once more when somebody has come who can be asked, or nobody is waited for any longer. */
export function holdUndecided(turn: Turn, job: Job, index: number, device: DeviceNumber): void {
  job.undecided.set(index, device);
  turn.state.doubtful.add(job);
  addTimer(turn.state.timers, { at: turn.state.awaitUntil, kind: 'alone', of: job.row.number });
}

function decideAgain(turn: Turn, job: Job): void {
  for (const [index, device] of job.undecided) {
    const history = job.history.get(index);
    const span = findSpan(job, index);
    const heard = [device, ...(history?.row.votes.map((vote) => vote.device) ?? [])];
    if (turn.now < turn.state.awaitUntil && !canAsk(turn, job, heard, history)) continue;
    job.undecided.delete(index);
    if (span && isRecorded(span, index) && !isAccepted(span, index)) askRecorded(turn, job, index);
  }
}

export function askSeconds(turn: Turn, job: Job): void {
  const { accepted } = job;
  if (job.undecided.size > 0) decideAgain(turn, job);
  for (const [device, mine] of job.unseconded) {
    if (mine.waiting.length + mine.trusted.length === 0) continue;
    if (job.row.stoppedAt !== null || job.row.state === 'reducing') return;
    if (canAsk(turn, job, [device])) {
      mine.asked = mine.asked.filter((index) => isOpen(job, index, device));
      askAbout(turn, job, device, mine.waiting, mine);
      askAbout(turn, job, device, mine.trusted, mine);
    } else trustWaiting(turn, job, device, mine);
  }
  if (job.accepted !== accepted) settle(turn, job);
}

/** Its vote has not been decided on yet. */
function isOpen(job: Job, index: number, device: DeviceNumber): boolean {
  const history = job.history.get(index);
  const span = findSpan(job, index);
  if (!history || !span || history.row.failed || isAccepted(span, index)) return false;
  return history.row.votes.some((vote) => vote.device === device);
}

/** The span of a result that is still the present one. */
function spanOf(job: Job, { index, attempt }: Held): Span | null {
  const span = findSpan(job, index);
  if (!span || !isRecorded(span, index)) return null;
  return (job.history.get(index)?.row.attempt ?? 0) === attempt ? span : null;
}

function askAbout(turn: Turn, job: Job, device: DeviceNumber, list: Held[], mine: Unseconded): void {
  const known = turn.state.devices.get(device);
  const proven = isProven(known);
  // No more than it needs to be proven, if others agree with all of them; then no more than it needed before.
  const most = proven ? PROVEN_AFTER : PROVEN_AFTER - (known?.row.proven ?? 0);
  let done = 0;
  for (const held of list) {
    const hasRoom = mine.asked.length < most;
    if (!proven && !hasRoom) break;
    done++;
    const span = spanOf(job, held);
    if (!span) continue;
    if (list === mine.trusted) trustLess(turn, job, device);
    // What ends the job is left out of no sample [V7].
    const isWanted = !proven || held.stops || (hasRoom && (held.isChosen || isSampled(turn, job)));
    if (!isWanted) accept(turn, job, span, held.index);
    else {
      putToVote(turn, job, span, held.index, device);
      mine.asked.push(held.index);
    }
  }
  list.splice(0, done);
}

/** The result is one of the chunk's votes now, and another device computes the chunk. */
export function putToVote(turn: Turn, job: Job, span: Span, index: number, device: DeviceNumber): void {
  const attempt = job.history.get(index)?.row.attempt ?? 0;
  putBack(turn, job, span, index, device).row.votes.push({ attempt, device });
}

/** Nobody can be asked: at once if nobody else is there, else when they have been waited for [V12]. */
function trustWaiting(turn: Turn, job: Job, device: DeviceNumber, mine: Unseconded): void {
  if (mine.waiting.length === 0) return;
  const waits = mayCome(turn, job, [device]);
  const isLate = (held: Held) => !waits || turn.now - held.since >= PATIENCE_MS;
  const early = mine.waiting.findIndex((held) => !isLate(held));
  const late = mine.waiting.splice(0, early < 0 ? mine.waiting.length : early);
  for (const [i, held] of late.entries()) {
    const span = spanOf(job, held);
    if (!span) continue;
    trust(turn, job, span, held.index, device);
    if (held.stops) {
      mine.waiting.unshift(...late.slice(i + 1));
      return stopAt(turn, job, held.index);
    }
    mine.trusted.push(held);
  }
  mine.trusted.splice(0, mine.trusted.length - REMEMBERED);
  const [next] = mine.waiting;
  if (!next || mine.wakeAt > turn.now) return;
  // Whoever may come is waited for as long as that; after a restart, and after a connection broke, less.
  mine.wakeAt = Math.max(turn.now + 1, next.since + PATIENCE_MS);
  if (turn.state.awaitUntil > turn.now) mine.wakeAt = Math.min(mine.wakeAt, turn.state.awaitUntil);
  addTimer(turn.state.timers, { at: mine.wakeAt, kind: 'alone', of: job.row.number });
}

/** It counts although nobody has agreed with it, and that is said. */
export function trust(turn: Turn, job: Job, span: Span, index: number, device: DeviceNumber): void {
  if (isAccepted(span, index)) return;
  accept(turn, job, span, index);
  const share = job.shares.get(device);
  if (!share) return;
  share.trusted++;
  turn.state.tick.shares.add(share);
}

function trustLess(turn: Turn, job: Job, device: DeviceNumber): void {
  const share = job.shares.get(device);
  if (!share || share.trusted === 0) return;
  share.trusted--;
  turn.state.tick.shares.add(share);
}
