// How fast a device is for a kernel: measured from the CPU time of its results, guessed from its capabilities before that, and set against
// what all devices of its swarm can do together. Sums are kept as devices come, go and change; nothing here walks over devices.
import type { Capabilities } from '../../shared/contract/device.ts';
import { OWN_REASONS } from '../../shared/contract/duty-reason.ts';
import type { Device, Job, KernelPower, Rate, Swarm } from './swarm-state.ts';

/** cores × 10 + 50 for a GPU + benchmark / 1000, at most 100 (DESIGN §5). */
export const capabilityWeight = (c: Capabilities): number =>
  c.cores * 10 + (c.gpu ? 50 : 0) + Math.min(c.benchmark / 1000, 100);

export const ownerThrottle = (device: Device): number => device.row.throttle * device.swarm.row.throttle;

/** Whether it could be given work now, apart from resting and the swarm's state. */
export const isAvailable = (device: Device): boolean =>
  device.connected &&
  !device.silent &&
  device.row.approved &&
  device.row.enabled &&
  device.row.quarantine === null &&
  device.status.threads > 0 &&
  ownerThrottle(device) > 0 &&
  (device.status.duty > 0 || !OWN_REASONS.has(device.status.reason));

/** Nor does it rest after errors [A6]: it can say now whether another one is right. */
export const isReady = (device: Device): boolean => isAvailable(device) && !device.resting;

/** Whether this device can compute the job at all [A12]. */
export const isFit = (device: Device, job: Job): boolean =>
  job.costs.needs?.fits(device.row.capabilities) ?? true;

/** Threads at full duty that the device amounts to. */
export function widthOf(device: Device): number {
  const { threads, duty } = device.status;
  return threads * Math.max(0.01, Math.min(duty > 0 ? duty : 1, ownerThrottle(device)));
}

const weightNow = (device: Device): number => {
  const { capabilities } = device.row;
  return (capabilityWeight(capabilities) * widthOf(device)) / capabilities.cores;
};

function kernelPower(device: Device, kernel: string): KernelPower {
  let power = device.swarm.kernels.get(kernel);
  if (!power) device.swarm.kernels.set(kernel, (power = { power: 0, weight: 0, devices: 0 }));
  return power;
}

function retractRate(device: Device, kernel: string, rate: Rate): void {
  if (rate.weight === 0) return;
  const sum = kernelPower(device, kernel);
  sum.devices--;
  // Exactly 0 again when nobody is left, whatever rounding did.
  sum.power = sum.devices === 0 ? 0 : Math.max(0, sum.power - rate.power);
  sum.weight = sum.devices === 0 ? 0 : Math.max(0, sum.weight - rate.weight);
  rate.power = rate.weight = 0;
}

function contributeRate(device: Device, kernel: string, rate: Rate): void {
  const sum = kernelPower(device, kernel);
  rate.power = rate.perSecond * widthOf(device);
  rate.weight = device.weight;
  sum.power += rate.power;
  sum.weight += rate.weight;
  sum.devices++;
}

/** Call after anything that changes whether or how hard a device can work. */
export function recount(device: Device): void {
  const { swarm } = device;
  for (const [kernel, rate] of device.rates) retractRate(device, kernel, rate);
  if (device.weight > 0) {
    swarm.weighed--;
    swarm.weight = swarm.weighed === 0 ? 0 : Math.max(0, swarm.weight - device.weight);
    device.weight = 0;
  }
  if (!isAvailable(device)) return;
  device.weight = weightNow(device);
  swarm.weight += device.weight;
  swarm.weighed++;
  for (const [kernel, rate] of device.rates) contributeRate(device, kernel, rate);
}

/** A batch took `cpuSeconds` of thread time for `cost`. Longer batches say more; the first one says all that is known. */
export function learnRate(device: Device, kernel: string, cost: number, cpuSeconds: number): void {
  if (!(cost > 0) || !(cpuSeconds > 0)) return;
  const sample = cost / cpuSeconds;
  const rate = device.rates.get(kernel);
  if (!rate) {
    const fresh: Rate = { perSecond: sample, power: 0, weight: 0 };
    device.rates.set(kernel, fresh);
    if (device.weight > 0) contributeRate(device, kernel, fresh);
    return;
  }
  rate.perSecond += (sample - rate.perSecond) * Math.min(0.5, Math.max(0.05, cpuSeconds));
  if (rate.weight === 0) return;
  const sum = kernelPower(device, kernel);
  const power = rate.perSecond * widthOf(device);
  sum.power += power - rate.power;
  rate.power = power;
}

export interface Speed {
  /** Kernel's units per second of one thread; null when nobody has computed this kernel yet. */
  perThread: number | null;
  measured: boolean;
  /** Part of the swarm's power that this device is, 0 to 1. */
  share: number;
}

export function speedOf(device: Device, kernel: string): Speed {
  const { swarm } = device;
  const rate = device.rates.get(kernel);
  const sum = swarm.kernels.get(kernel);
  const share = swarm.weight > 0 ? device.weight / swarm.weight : 1;
  if (!sum || sum.weight <= 0 || sum.power <= 0)
    return { perThread: rate?.perSecond ?? null, measured: rate !== undefined, share };
  const perWeight = sum.power / sum.weight;
  if (!rate) return { perThread: (perWeight * device.weight) / widthOf(device), measured: false, share };
  const all = powerOf(swarm, kernel) ?? sum.power;
  return {
    perThread: rate.perSecond,
    measured: true,
    share: Math.min(1, (rate.perSecond * widthOf(device)) / all),
  };
}

/**
 * Units of a kernel per second that all devices able to work now do together; null when none of them has computed it yet.
 * `weight`: of those that the kernel is for, where it is not for all.
 */
export function powerOf(
  swarm: Swarm | undefined,
  kernel: string,
  weight = swarm?.weight ?? 0,
): number | null {
  const sum = swarm?.kernels.get(kernel);
  if (!swarm || !sum || sum.weight <= 0 || sum.power <= 0) return null;
  // Those that are not measured count by their weight.
  return sum.power + Math.max(0, weight - sum.weight) * (sum.power / sum.weight);
}
