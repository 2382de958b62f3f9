// One look at a swarm, shared by all screens that watch it: what several of them show is made once, what nobody shows is not made at all.
import { ENDED_STATES, type JobView } from '../../shared/contract/job.ts';
import type { ServerId } from '../../shared/contract/ids.ts';
import type {
  StreamJob,
  SwarmTotals,
  SwarmView,
  WatchedDevice,
} from '../../shared/contract/viewer-messages.ts';
import { MAX_JOB_LINES, type Watch } from '../../shared/contract/viewer-watch.ts';
import type { Device, Job, Swarm, SwarmsState } from '../scheduler/swarm-state.ts';
import { countSwarm } from './count-swarm.ts';
import { orderDevices } from './device-order.ts';
import { waitsFor } from './waits-for.ts';
import { devicesOf, jobsOf, viewDevice, viewJob, viewSwarm } from './views.ts';

const LATEST_LIVE = 10;
const LATEST_ENDED = 5;

export interface SwarmLook {
  swarm: SwarmView;
  totals: SwarmTotals;
  waiting: WatchedDevice[];
  /** In the order of the list, without those at the door. */
  devices: readonly Device[];
  view(device: Device): WatchedDevice;
  jobs(which: Watch['jobs']): JobView[];
  streamJob(number: number): StreamJob | null;
}

interface Facts {
  serverId: ServerId;
  now: number;
  startedAt: number;
}

export function lookAtSwarm(
  state: SwarmsState,
  swarm: Swarm,
  { serverId, now, startedAt }: Facts,
): SwarmLook {
  const views = new Map<Device, WatchedDevice>();
  const full = new Map<Job, JobView>();
  const devices = orderDevices(swarm);
  const sorted = jobsOf(state, swarm.row.number);

  function view(device: Device): WatchedDevice {
    const known = views.get(device);
    if (known) return known;
    const made = { ...viewDevice(device, serverId, now), number: device.row.number };
    views.set(device, made);
    return made;
  }
  function inFull(job: Job): JobView {
    const known = full.get(job);
    if (known) return known;
    const made = viewJob(job, now);
    const rounded = {
      ...made,
      note: made.note || waitsFor(job, swarm),
      progress: Math.floor(made.progress * 10_000) / 10_000,
      secondsLeft: made.secondsLeft === null ? null : Math.round(made.secondsLeft),
    };
    full.set(job, rounded);
    return rounded;
  }
  const asLine = (job: Job): JobView => ({ ...inFull(job), params: {}, outputs: [] });
  const hasEnded = (job: Job) => ENDED_STATES.has(job.row.state);
  const lines = (live: number, ended: (live: number) => number) => {
    const running = sorted.filter((job) => !hasEnded(job)).slice(0, live);
    return [...running, ...sorted.filter(hasEnded).slice(0, ended(running.length))].map(asLine);
  };

  return {
    swarm: viewSwarm(swarm, serverId, now, startedAt),
    totals: countSwarm(devices, sorted, now),
    waiting: devicesOf(state, swarm.row.number)
      .filter(({ row }) => !row.approved)
      .map(view),
    devices,
    view,
    jobs(which) {
      switch (which) {
        case 'none':
          return [];
        case 'all':
          return sorted.map(inFull);
        case 'lines':
          return lines(MAX_JOB_LINES, (live) => MAX_JOB_LINES - live);
        case 'latest':
          return lines(LATEST_LIVE, () => LATEST_ENDED);
        default:
          return sorted.filter((job) => job.row.id === which).map(inFull);
      }
    },
    streamJob(number) {
      const row = sorted.find((job) => job.row.number === number)?.row;
      return row ? { number: row.number, id: row.id, name: row.name, kernel: row.kernel } : null;
    },
  };
}
