// Virtual time and seeded chance for the simulation: what is to happen, in order of time and then of asking.
/** For what is there by construction. */
export function sure<T>(value: T | null | undefined): T {
  if (value == null) throw new Error('the simulation lost something');
  return value;
}

export class Clock {
  now = 0;
  private heap: { at: number; order: number; run: () => void }[] = [];
  private order = 0;

  after(ms: number, run: () => void): void {
    const item = { at: this.now + Math.max(0, ms), order: this.order++, run };
    const { heap } = this;
    let i = heap.push(item) - 1;
    while (i > 0) {
      const up = (i - 1) >>> 1;
      if (!comesBefore(item, sure(heap[up]))) break;
      heap[i] = sure(heap[up]);
      i = up;
    }
    heap[i] = item;
  }

  /** Runs the next thing; false when there is none. */
  step(): boolean {
    const { heap } = this;
    const top = heap[0];
    if (!top) return false;
    const last = sure(heap.pop());
    if (heap.length > 0) {
      let i = 0;
      for (let down = 1; down < heap.length; down = i * 2 + 1) {
        if (down + 1 < heap.length && comesBefore(sure(heap[down + 1]), sure(heap[down]))) down++;
        if (!comesBefore(sure(heap[down]), last)) break;
        heap[i] = sure(heap[down]);
        i = down;
      }
      heap[i] = last;
    }
    this.now = Math.max(this.now, top.at);
    top.run();
    return true;
  }
}

interface Item {
  at: number;
  order: number;
}
const comesBefore = (a: Item, b: Item) => a.at < b.at || (a.at === b.at && a.order < b.order);

export class Chance {
  private state: number;
  constructor(seed: number) {
    this.state = seed >>> 0;
  }
  /** 0 to 1 (mulberry32). */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let t = this.state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 0x1_0000_0000;
  }
  happens(probability: number): boolean {
    return this.next() < probability;
  }
  between(low: number, high: number): number {
    return low + this.next() * (high - low);
  }
  int(low: number, high: number): number {
    return Math.floor(this.between(low, high + 1));
  }
  /** Even on a logarithmic scale. */
  scale(low: number, high: number): number {
    return Math.exp(this.between(Math.log(low), Math.log(high)));
  }
  pick<T>(list: readonly T[]): T {
    return sure(list[Math.floor(this.next() * list.length)]);
  }
}
