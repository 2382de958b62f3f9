// What is due when: a binary heap. Entries are never removed or moved; whoever handles one looks whether it still means anything, and asks
// for another if it was too early. So renewing a lease costs nothing here.
export type TimerKind =
  'silence' | 'grace' | 'reclaim' | 'rest' | 'takeBack' | 'balance' | 'stuck' | 'hush' | 'alone';

export interface Timer {
  at: number;
  kind: TimerKind;
  /** Number of the device, lease or swarm concerned. */
  of: number;
}

export type Timers = Timer[];

export function addTimer(timers: Timers, timer: Timer): void {
  let i = timers.length;
  timers.push(timer);
  while (i > 0) {
    const up = (i - 1) >>> 1;
    const parent = timers[up];
    if (!parent || parent.at <= timer.at) break;
    timers[i] = parent;
    i = up;
  }
  timers[i] = timer;
}

/** Takes the earliest timer if it is due, else null. */
export function takeDue(timers: Timers, now: number): Timer | null {
  const top = timers[0];
  if (!top || top.at > now) return null;
  const last = timers.pop();
  if (!last || last === top) return top;
  let i = 0;
  for (;;) {
    let down = i * 2 + 1;
    const left = timers[down];
    if (!left) break;
    const right = timers[down + 1];
    let child = left;
    if (right && right.at < left.at) {
      down++;
      child = right;
    }
    if (child.at >= last.at) break;
    timers[i] = child;
    i = down;
  }
  timers[i] = last;
  return top;
}
