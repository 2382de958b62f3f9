// The figures of devices as one screen was told them, and what of them is news: by field, rounded to what a screen can show, with words told
// once and meant by their place from then on.
import type { DeviceFigures } from '../../shared/contract/device-figures.ts';
import type { WatchedDevice } from '../../shared/contract/viewer-messages.ts';

/** A rate that moved less than this is the same to somebody who looks. */
const RATE_STEP = 0.03;
/** Texts told on one connection until everything is told anew. */
const MOST_TEXTS = 4_000;

type AllFigures = Required<DeviceFigures>;

export interface FiguresTold {
  /** What is news of these devices, remembered as told. Others are forgotten, so that they are told whole when they come back. */
  tell(devices: readonly WatchedDevice[]): DeviceFigures[];
  /** These were told in full just now: only what changes from here on is news. */
  begin(devices: readonly WatchedDevice[]): void;
  /** Texts that must be told before the figures that mean them. */
  takeTexts(): string[];
  /** So many texts were told that it is time to begin anew. */
  isFull(): boolean;
}

export function makeFiguresTold(): FiguresTold {
  let told = new Map<number, AllFigures>();
  const places = new Map<string, number>();
  let untold: string[] = [];

  function placeOf(text: string): number {
    const known = places.get(text);
    if (known !== undefined) return known;
    places.set(text, places.size);
    untold.push(text);
    return places.size - 1;
  }

  const figuresOf = (view: WatchedDevice): AllFigures => ({
    number: view.number,
    rate: view.rate < 0.005 ? 0 : view.rate,
    leased: view.leased,
    chunksDone: view.chunksDone,
    cpuSeconds: Math.floor(view.cpuSeconds),
    job: placeOf(view.job),
    duty: Math.round(view.duty * 200) / 200,
    state: {
      connected: view.connected,
      enabled: view.enabled,
      quarantined: view.quarantine !== null,
      reason: placeOf(view.reason),
    },
    threads: view.threads,
    sentence: placeOf(view.sentence),
    // of one that is connected it is now, whatever was told
    lastSeenAt: view.connected ? 0 : view.lastSeenAt,
  });

  return {
    tell(devices) {
      const now = new Map<number, AllFigures>();
      const news: DeviceFigures[] = [];
      for (const view of devices) {
        const figures = figuresOf(view);
        const before = told.get(view.number);
        const change = before ? differ(before, figures) : figures;
        if (change) news.push(change);
        // what was too little to be told adds up until it is
        now.set(
          view.number,
          before && change?.rate === undefined ? { ...figures, rate: before.rate } : figures,
        );
      }
      told = now;
      return news;
    },
    begin(devices) {
      for (const view of devices) told.set(view.number, figuresOf(view));
    },
    takeTexts() {
      const texts = untold;
      untold = [];
      return texts;
    },
    isFull: () => places.size > MOST_TEXTS,
  };
}

function differ(before: AllFigures, now: AllFigures): DeviceFigures | null {
  const news: DeviceFigures = { number: now.number };
  const most = Math.max(before.rate, now.rate);
  if (Math.abs(before.rate - now.rate) > most * RATE_STEP) news.rate = now.rate;
  if (before.leased !== now.leased) news.leased = now.leased;
  if (before.chunksDone !== now.chunksDone) news.chunksDone = now.chunksDone;
  if (before.cpuSeconds !== now.cpuSeconds) news.cpuSeconds = now.cpuSeconds;
  if (before.job !== now.job) news.job = now.job;
  if (before.duty !== now.duty) news.duty = now.duty;
  if (before.threads !== now.threads) news.threads = now.threads;
  if (before.sentence !== now.sentence) news.sentence = now.sentence;
  if (before.lastSeenAt !== now.lastSeenAt) news.lastSeenAt = now.lastSeenAt;
  const { connected, enabled, quarantined, reason } = before.state;
  const { state } = now;
  if (
    connected !== state.connected ||
    enabled !== state.enabled ||
    quarantined !== state.quarantined ||
    reason !== state.reason
  )
    news.state = state;
  return Object.keys(news).length > 1 ? news : null;
}
