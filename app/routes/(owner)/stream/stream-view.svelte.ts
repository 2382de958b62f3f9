// What the task stream shows and holds: the time, the lanes in sight, the bars told so far, and what to ask the coordinator for when they do
// not reach. Knows no canvas.
import { readBars } from '#shared/contract/stream-bars.ts';
import type { StreamJob } from '#shared/contract/viewer-messages.ts';
import { MAX_LANES, type Watch } from '#shared/contract/viewer-watch.ts';
import type { StreamNews } from '#lib/swarm/swarm.svelte.ts';
import { BarLanes } from './bar-lanes.ts';
import { assignColours } from './kernel-colours.ts';
import { endOf, type TimeView } from './time-scale.ts';

type Wish = NonNullable<Watch['stream']>;

const FIRST_SPAN_MS = 60_000;
/** While somebody drags, asked for once they have paused this long. */
const ASK_AFTER_MS = 150;
/** Answers of fewer bars are whole; the others were put together for the span that was asked for. */
const WHOLE_BARS = 3_500;

export class StreamView {
  view: TimeView = $state.raw({ end: null, span: FIRST_SPAN_MS });
  /** What the coordinator is asked for; null until it is known which lanes there are. */
  wish: Wish | null = $state.raw(null);
  /** Places in the palette by kernel. */
  colours: ReadonlyMap<string, number> = $state.raw(new Map());
  /** UTC ms from which on the coordinator has bars; null before it said so. */
  begins: number | null = $state(null);
  /** Grows whenever bars have come. */
  version = $state(0);
  readonly bars = new BarLanes();
  #jobs = new Map<number, StreamJob>();
  #ahead = 0;
  #isWhole = true;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** The coordinator's time, UTC ms. */
  now = () => Date.now() + this.#ahead;

  job(number: number): StreamJob | undefined {
    return this.#jobs.get(number);
  }

  hear(news: StreamNews, isAll: boolean): void {
    if (news.streamNow !== undefined) this.#ahead = news.streamNow - Date.now();
    if (news.streamBegins !== undefined) this.begins = news.streamBegins;
    for (const job of news.streamJobs ?? []) this.#jobs.set(job.number, job);
    // even if the kernels stay the same: a job that was not known has no colour yet
    if (news.streamJobs) this.colours = assignColours([...this.#jobs.values()].map(({ kernel }) => kernel));
    if (isAll && news.streamNow === undefined) return;
    const bars = news.bars ? readBars(news.bars) : null;
    if (isAll) {
      this.bars.clear();
      this.#isWhole = (bars?.count ?? 0) < WHOLE_BARS;
    }
    if (bars) this.bars.add(bars);
    this.version++;
  }

  /** Asks for what is in sight, if it is not there. Lanes by number; those about to come into sight among them. */
  look(lanes: readonly number[]): void {
    clearTimeout(this.#timer);
    if (lanes.length === 0 || this.#reaches(lanes)) return;
    const ask = () => (this.wish = this.#wishFor(lanes));
    if (this.wish === null) ask();
    else this.#timer = setTimeout(ask, ASK_AFTER_MS);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #reaches(lanes: readonly number[]): boolean {
    const { wish, view } = this;
    if (!wish) return false;
    const now = this.now();
    const end = endOf(view, now);
    const held = wish.lanes;
    return (
      end - view.span >= wish.from &&
      (wish.to === null || (view.end !== null && end <= wish.to)) &&
      (held === 'all' || lanes.every((lane) => (held as readonly number[]).includes(lane))) &&
      (this.#isWhole || this.#isFine(wish, lanes.length, now))
    );
  }

  /** Bars that were put together were so for as many lanes and as long a time as were asked for. */
  #isFine(wish: Wish, lanes: number, now: number): boolean {
    const isNear = (wish.to ?? now) - wish.from < this.view.span * 5;
    return isNear && (wish.lanes === 'all' || wish.lanes.length < lanes * 3);
  }

  #wishFor(lanes: readonly number[]): Wish {
    const now = this.now();
    const end = endOf(this.view, now);
    const from = end - this.view.span * 1.5;
    const to = end + this.view.span / 2;
    return {
      from: Math.max(0, Math.floor(from)),
      to: to >= now ? null : Math.ceil(to),
      lanes: lanes.slice(0, MAX_LANES) as Exclude<Wish['lanes'], 'all'>,
    };
  }
}
