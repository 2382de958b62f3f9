// What people are shown of jobs, devices and the swarm, computed from the scheduler's state when somebody looks.
import type { DeviceView } from '../../shared/contract/device.ts';
import { type DutyReason, sayFigure } from '../../shared/contract/duty-reason.ts';
import { fourWords } from '../../shared/contract/four-words.ts';
import type { JobView } from '../../shared/contract/job.ts';
import type { SwarmView } from '../../shared/contract/viewer-messages.ts';
import type { ServerId } from '../../shared/contract/ids.ts';
import { reasonOf } from '../scheduler/steering.ts';
import {
  type Device,
  isLive,
  type Job,
  leasedChunks,
  type Swarm,
  type SwarmsState,
} from '../scheduler/swarm-state.ts';
import { readMeter } from '../scheduler/meter.ts';

export function viewJob(job: Job, now: number): JobView {
  const { row } = job;
  const live = isLive(job);
  const accepted = row.state === 'done' && job.accepted === 0 ? row.count - job.failed : job.accepted;
  const progress =
    row.state === 'done' ? 1 : row.totalCost > 0 ? Math.min(1, job.acceptedCost / row.totalCost) : 0;
  const costPerSecond = live ? readMeter(job.meter, now) : 0;
  const left = row.totalCost - job.acceptedCost;
  return {
    id: row.id,
    name: row.name,
    kernel: row.kernel,
    kernelVersion: row.script,
    params: row.params,
    state: row.state,
    priority: row.priority,
    verification: row.verification,
    chunks: row.count,
    recorded: Math.max(job.recorded, accepted),
    accepted,
    failed: job.failed,
    rejected: job.rejected,
    leased: live ? leasedChunks(job) : 0,
    inputBytes: row.inputBytes,
    inputFiles: row.inputFiles,
    progress,
    secondsLeft: row.state === 'running' && costPerSecond > 0 ? left / costPerSecond : null,
    createdAt: row.createdAt,
    startedAt: row.startedAt,
    endedAt: row.endedAt,
    note: row.note,
    outputs: row.outputs.map(({ name, size }) => ({ name, size })),
    stoppedAt: row.stoppedAt,
    parent: row.parent,
    next: job.next,
    root: row.root,
    round: row.round,
    rounds: row.rounds,
  };
}

/** What the scheduler says, and `no-work` for a device that is ready and holds nothing. */
function shownReason(device: Device): DutyReason {
  const reason = reasonOf(device);
  return reason === 'working' && device.leases.size === 0 ? 'no-work' : reason;
}

const figureOf = ({ status: { reason, figure } }: Device, before = ', ') => {
  const said = sayFigure(reason, figure);
  return said === '' ? '' : `${before}${said}`;
};
const workingOn = (device: Device, job: string) =>
  `Working on ${job || 'nothing yet'} at ${Math.round(device.status.duty * 100)} %`;

const sentences: Record<DutyReason, (device: Device, job: string) => string> = {
  working: (_, job) => `Working on ${job}`,
  'paused-by-person': () => 'Paused by its person',
  'stopped-by-person': () => 'Stopped by its person',
  'paused-by-owner': () => 'Paused by the owner',
  'disabled-by-owner': () => 'Switched off by the owner',
  'swarm-paused': () => 'The swarm is paused',
  'swarm-stopped': () => 'The swarm is stopped',
  'throttled-by-person': (device, job) => `${workingOn(device, job)}, as its person wishes`,
  'throttled-by-owner': (device, job) => `${workingOn(device, job)}, as the owner wishes`,
  'slowed-by-heat': (device, job) => `${workingOn(device, job)} to stay cool${figureOf(device)}`,
  careful: (device, job) => `${workingOn(device, job)}: it cannot tell how warm it is`,
  'no-work': () => 'Ready, waiting for work',
  offline: () => 'Not connected',
  hidden: () => 'Asleep: the page is in the background',
  starting: () => 'Getting ready',
  'resting-after-errors': () => 'Resting for a moment after several errors in a row',
  quarantined: (device) => `In quarantine: ${device.row.quarantine ?? ''}`,
  'waiting-for-approval': () => 'Waits at the door until somebody approves it',
  frozen: () => 'Asleep: its system stopped the page',
  'on-battery': (device) => `Resting: on battery${figureOf(device)}`,
  'battery-low': (device) => `Resting: its battery is low${figureOf(device)}`,
  'battery-falling': (device) => `Resting: its battery empties although it charges${figureOf(device)}`,
  'battery-unknown': () => 'Resting: it cannot tell whether it charges, as its person demands',
  'too-hot': (device) => `Resting: too hot${figureOf(device)}`,
  'heat-unknown': () => 'Resting: it was too hot and cannot tell whether it has cooled down',
  'metered-network': () => 'Resting: its network is paid by the byte',
  'network-unknown': () =>
    'Resting: it cannot tell whether its network is paid by the byte, as its person demands',
  'person-active': () => 'Resting while its person uses it',
  'idle-unknown': () => 'Resting: it cannot tell whether it is in use, as its person demands',
  'others-busy': (device) => `Resting: other programs are busy${figureOf(device)}`,
  'outside-hours': (device) =>
    figureOf(device) === ''
      ? 'Resting: outside the hours its person set'
      : `Resting until ${figureOf(device, '')}: outside the hours its person set`,
  'program-running': () => 'Resting while a program of its person runs',
  'programs-unknown': () => 'Resting: it cannot tell which programs run, as its person demands',
  'about-to-resume': (device) => `Resting a moment longer${figureOf(device)}`,
};

/** Views are made twice a second, keys hardly ever change. */
const knownWords = new WeakMap<Device, { key: string; words: string }>();

function wordsOf(device: Device, serverId: ServerId): string {
  const key = `${serverId} ${device.row.publicKey}`;
  const known = knownWords.get(device);
  if (known?.key === key) return known.words;
  const words = fourWords(serverId, device.row.publicKey);
  knownWords.set(device, { key, words });
  return words;
}

export function viewDevice(device: Device, serverId: ServerId, now: number): DeviceView {
  const { row } = device;
  const leases = [...device.leases.values()];
  const job = leases[0]?.job.row.name ?? '';
  const reason = shownReason(device);
  return {
    id: row.id,
    name: row.name,
    capabilities: row.capabilities,
    connected: device.connected,
    enabled: row.enabled,
    approved: row.approved,
    words: wordsOf(device, serverId),
    throttle: row.throttle,
    duty: device.connected ? device.status.duty : 0,
    reason,
    sentence: sentences[reason](device, job),
    threads: device.connected ? device.status.threads : 0,
    job,
    leased: leases.reduce((sum, lease) => sum + lease.left, 0),
    chunksDone: row.chunksDone,
    cpuSeconds: row.cpuSeconds,
    rate: readMeter(device.meter, now),
    quarantine: row.quarantine,
    lastSeenAt: row.lastSeenAt,
    joinedAt: row.joinedAt,
  };
}

export function viewSwarm(swarm: Swarm, serverId: ServerId, now: number, startedAt: number): SwarmView {
  return {
    id: swarm.row.id,
    serverId,
    name: swarm.row.name,
    state: swarm.row.state,
    throttle: swarm.row.throttle,
    rate: readMeter(swarm.meter, now),
    startedAt,
  };
}

export const jobsOf = (state: SwarmsState, swarm: number) =>
  [...state.jobs.values()]
    .filter((job) => job.row.swarm === swarm)
    .sort((a, b) => b.row.createdAt - a.row.createdAt || b.row.number - a.row.number);

export const devicesOf = (state: SwarmsState, swarm: number) =>
  [...(state.swarms.get(swarm)?.devices ?? [])].sort((a, b) => a.row.joinedAt - b.row.joinedAt);
