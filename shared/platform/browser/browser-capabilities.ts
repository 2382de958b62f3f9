// What this browser can compute with: cores, memory, a real GPU, and a short calibration. Runs in the supervisor, so that the
// page does not stutter. Memory and GPU are told only to secure origins.
import type { Capabilities } from '../../contract/device.ts';
import { calibrate } from '../calibrate.ts';
import type { DeviceLooks } from './device-looks.ts';

export async function measureCapabilities(looks: DeviceLooks): Promise<Capabilities> {
  const { deviceMemory } = navigator as Navigator & { deviceMemory?: number };
  return {
    kind: looks.kind,
    runtime: looks.runtime ?? 'browser',
    os: looks.os.slice(0, 100),
    cores: navigator.hardwareConcurrency || 1,
    memoryGiB: looks.memoryGiB ?? deviceMemory ?? null,
    gpu: await hasRealGpu(),
    videoCodecs: typeof VideoEncoder !== 'undefined' && typeof VideoDecoder !== 'undefined',
    benchmark: calibrate(() => performance.now()),
  };
}

interface GpuAdapter {
  info?: { isFallbackAdapter?: boolean };
}
interface Gpu {
  requestAdapter(): Promise<GpuAdapter | null>;
}

/** A software adapter is slower than the CPU itself, so it does not count. */
async function hasRealGpu(): Promise<boolean> {
  const { gpu } = navigator as Navigator & { gpu?: Gpu };
  if (!gpu) return false;
  try {
    const adapter = await gpu.requestAdapter();
    return adapter !== null && adapter.info?.isFallbackAdapter !== true;
  } catch {
    return false; // a driver that fails to start is no GPU
  }
}
