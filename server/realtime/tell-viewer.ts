// What one screen was told, and so what is news to it: a snapshot of what it shows, then only changes. Holds no connection and no clock.
import { packFigures } from '../../shared/contract/device-figures.ts';
import { type Bar, packBars } from '../../shared/contract/stream-bars.ts';
import type { JobView } from '../../shared/contract/job.ts';
import type {
  DeviceLine,
  JobFigures,
  StreamJob,
  SwarmEventView,
  SwarmSnapshot,
  SwarmUpdate,
  WatchedDevice,
} from '../../shared/contract/viewer-messages.ts';
import type { Watch } from '../../shared/contract/viewer-watch.ts';
import { findDevices } from '../observe/find-devices.ts';
import type { SwarmLook } from '../observe/look-at-swarm.ts';
import { fitBars } from '../observe/stream/join-bars.ts';
import type { BarRecorder } from '../observe/stream/record-bars.ts';
import type { Device } from '../scheduler/swarm-state.ts';
import { type FiguresTold, makeFiguresTold } from './tell-figures.ts';

/** Bars told at once, of a time that somebody looks back at. */
const MOST_BARS_AT_ONCE = 4_000;
/** Jobs whose figures move, told in one update; the others' turn comes with the next. */
const MOST_JOB_FIGURES = 60;
/** Devices told in full in one update, likewise. */
const MOST_FULL_DEVICES = 40;

export interface Seen {
  look: SwarmLook;
  bars: BarRecorder;
  /** UTC ms. */
  utc: number;
}

/** What was told of all devices in lines: it outlasts another wish that shows them as well, because it is the bulk of what there is to tell. */
interface OutlineTold {
  watch: Watch;
  figures: FiguresTold;
  lines: Map<number, string>;
  order: readonly Device[];
}

export interface ViewerTeller {
  readonly outline: OutlineTold;
  snapshot(seen: Seen, events: SwarmEventView[]): SwarmSnapshot;
  /** null when nothing changed of what this screen shows. `snapshot` when it is simpler to tell everything anew. */
  update(seen: Seen, happened: SwarmEventView[]): SwarmUpdate | 'snapshot' | null;
}

/** `before`: what the screen was told until now, on this connection. */
export function makeViewerTeller(watch: Watch, before?: ViewerTeller): ViewerTeller {
  const continues =
    before !== undefined &&
    watch.outline !== 'none' &&
    before.outline.watch.outline === watch.outline &&
    !before.outline.figures.isFull();
  const outline: OutlineTold = continues
    ? { ...before.outline, watch }
    : { watch, figures: makeFiguresTold(), lines: new Map(), order: [] };
  const { figures } = outline;
  const said = { swarm: '', totals: '', waiting: '' };
  const devicesTold = new Map<number, WatchedDevice>();
  let orderTold: readonly WatchedDevice['number'][] = [];
  const jobsTold = new Map<string, JobView>();
  const streamJobsTold = new Set<number>();
  let foundTold: number | undefined;
  let barsTold = 0;
  let turn = 0;
  const lanes =
    watch.stream === null || watch.stream.lanes === 'all' ? null : new Set<number>(watch.stream.lanes);

  /** Says how many there are to find, where somebody looks for some. */
  function windowOf(news: SwarmUpdate, { devices, view }: SwarmLook): WatchedDevice[] {
    if (watch.devices === 'none') return [];
    if (watch.devices === 'all') return devices.map(view);
    const { from, count, find } = watch.devices;
    const listed = find === undefined ? devices : findDevices(devices, find);
    if (find !== undefined && listed.length !== foundTold) news.devicesFound = foundTold = listed.length;
    return listed.slice(from, from + count).map(view);
  }

  /** True when it is another one than before. */
  function tells(what: keyof typeof said, value: unknown): boolean {
    const text = JSON.stringify(value);
    if (said[what] === text) return false;
    said[what] = text;
    return true;
  }

  function addFigures(news: SwarmUpdate, look: SwarmLook, shown: readonly WatchedDevice[]): void {
    const changed = figures.tell(watch.outline === 'figures' ? look.devices.map(look.view) : shown);
    const texts = figures.takeTexts();
    if (texts.length > 0) news.texts = texts;
    if (changed.length > 0) news.figures = packFigures(changed);
  }

  function addBars(news: SwarmUpdate, { look, bars: { ring } }: Seen, bars: readonly Bar[]): void {
    barsTold = ring.end();
    if (bars.length === 0) return;
    news.bars = packBars(bars);
    const jobs: StreamJob[] = [];
    for (const { job } of bars) {
      if (streamJobsTold.has(job)) continue;
      streamJobsTold.add(job);
      const named = look.streamJob(job);
      if (named) jobs.push(named);
    }
    if (jobs.length > 0) news.streamJobs = jobs;
  }

  function addDevices(news: SwarmUpdate, shown: readonly WatchedDevice[]): void {
    const order = shown.map(({ number }) => number);
    const changed = shown.filter((view) => !isSame(devicesTold.get(view.number), view));
    const isMoved = order.length !== orderTold.length || order.some((number, i) => number !== orderTold[i]);
    // a device must be known before it can have a place
    const told = isMoved ? changed : changed.slice(0, MOST_FULL_DEVICES);
    for (const view of told) devicesTold.set(view.number, view);
    if (told.length > 0) {
      news.devices = told;
      // a picture of all gets them as figures
      if (watch.outline !== 'figures') figures.begin(told);
    }
    if (!isMoved) return;
    news.deviceOrder = order;
    orderTold = order;
    const present = new Set<number>(order);
    for (const number of devicesTold.keys()) if (!present.has(number)) devicesTold.delete(number);
  }

  function addOutline(news: SwarmUpdate, { devices }: SwarmLook): void {
    const changed = devices.map(lineOf).filter((line) => {
      const text = `${line.name} ${line.kind} ${line.cores}`;
      if (outline.lines.get(line.number) === text) return false;
      outline.lines.set(line.number, text);
      return true;
    });
    if (changed.length > 0) news.outline = changed;
    // the same list when nothing moved
    if (devices !== outline.order) news.outlineOrder = devices.map(({ row }) => row.number);
    outline.order = devices;
  }

  function addJobs(news: SwarmUpdate, jobs: readonly JobView[]): void {
    const present = new Set<string>(jobs.map(({ id }) => id));
    const gone = [...jobsTold.values()].filter(({ id }) => !present.has(id)).map(({ id }) => id);
    for (const id of gone) jobsTold.delete(id);
    const whole: JobView[] = [];
    const moved: JobFigures[] = [];
    for (let i = 0; i < jobs.length; i++) {
      const job = jobs[(i + turn) % jobs.length];
      const before = job && jobsTold.get(job.id);
      if (!job) continue;
      if (!before || !isSameJob(before, job)) whole.push(job);
      else if (moved.length < MOST_JOB_FIGURES && hasMoved(before, figuresOf(job)))
        moved.push(figuresOf(job));
      else continue;
      jobsTold.set(job.id, job);
    }
    turn += MOST_JOB_FIGURES;
    if (whole.length > 0) news.jobs = whole.toSorted((a, b) => b.createdAt - a.createdAt);
    if (moved.length > 0) news.jobFigures = moved;
    if (gone.length > 0) news.goneJobs = gone;
  }

  return {
    outline,
    snapshot(seen, events) {
      const { look, bars } = seen;
      tells('swarm', look.swarm);
      tells('totals', look.totals);
      tells('waiting', look.waiting);
      const { swarm, totals, waiting } = look;
      const snapshot: SwarmSnapshot = { turn: watch.turn, swarm, totals, waiting };
      foundTold = undefined;
      const shown = windowOf(snapshot, look);
      if (watch.devices !== 'none') {
        snapshot.devices = shown;
        if (watch.devices !== 'all') snapshot.devicesFrom = watch.devices.from;
        for (const view of shown) devicesTold.set(view.number, view);
        orderTold = shown.map(({ number }) => number);
        if (watch.outline !== 'figures') figures.begin(shown);
      }
      if (continues) snapshot.continues = true;
      else if (watch.outline !== 'none') {
        addOutline({}, look);
        snapshot.outline = look.devices.map(lineOf);
      }
      addFigures(snapshot, look, shown);
      if (watch.jobs !== 'none') {
        snapshot.jobs = look.jobs(watch.jobs);
        for (const job of snapshot.jobs) jobsTold.set(job.id, job);
      }
      if (watch.events) snapshot.events = events;
      if (watch.stream) {
        const { from, to } = watch.stream;
        const until = to ?? seen.utc + 1;
        snapshot.streamNow = seen.utc;
        snapshot.streamBegins = bars.ring.begins() ?? seen.utc;
        addBars(snapshot, seen, fitBars(bars.ring.between(from, until, lanes), MOST_BARS_AT_ONCE));
      }
      return snapshot;
    },
    update(seen, happened) {
      if (figures.isFull()) return 'snapshot';
      const { look, bars } = seen;
      const update: SwarmUpdate = {};
      if (tells('swarm', look.swarm)) update.swarm = look.swarm;
      if (tells('totals', look.totals)) update.totals = look.totals;
      if (tells('waiting', look.waiting)) update.waiting = look.waiting;
      const shown = windowOf(update, look);
      if (watch.devices !== 'none') addDevices(update, shown);
      if (watch.outline !== 'none') addOutline(update, look);
      addFigures(update, look, shown);
      if (watch.jobs !== 'none') addJobs(update, look.jobs(watch.jobs));
      if (watch.events && happened.length > 0) update.events = happened;
      if (watch.stream?.to === null) {
        const news = [...bars.ring.since(barsTold)];
        addBars(update, seen, lanes === null ? news : news.filter(({ device }) => lanes.has(device)));
      }
      return Object.keys(update).length > 0 ? update : null;
    },
  };
}

const lineOf = ({ row }: Device): DeviceLine => ({
  number: row.number,
  id: row.id,
  name: row.name,
  kind: row.capabilities.kind,
  cores: row.capabilities.cores,
});

/** But for what figures tell. */
const isSame = (before: WatchedDevice | undefined, now: WatchedDevice): boolean =>
  before !== undefined &&
  before.name === now.name &&
  before.throttle === now.throttle &&
  before.quarantine === now.quarantine &&
  before.words === now.words &&
  before.capabilities === now.capabilities;

/** What moves while a job runs. */
const figuresOf = ({
  id,
  recorded,
  accepted,
  failed,
  rejected,
  leased,
  progress,
  secondsLeft,
}: JobView): JobFigures => ({
  id,
  recorded,
  accepted,
  failed,
  rejected,
  leased,
  progress,
  secondsLeft,
});

const hasMoved = (before: JobView, now: JobFigures): boolean =>
  (Object.keys(now) as (keyof JobFigures)[]).some((key) => before[key] !== now[key]);

const isSameJob = (before: JobView, now: JobView): boolean =>
  before.state === now.state &&
  before.name === now.name &&
  before.priority === now.priority &&
  before.note === now.note &&
  before.startedAt === now.startedAt &&
  before.endedAt === now.endedAt &&
  before.chunks === now.chunks &&
  before.outputs.length === now.outputs.length;
