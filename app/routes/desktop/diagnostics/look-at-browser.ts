// What Chromium itself tells of the computer, for the diagnostics: battery, pressure, graphics chip, cores.
import type { Finding } from '#shared/contract/desktop-view.ts';

interface Gpu {
  requestAdapter(): Promise<{
    info?: { vendor?: string; architecture?: string; isFallbackAdapter?: boolean };
  } | null>;
}
interface Battery {
  charging: boolean;
  level: number;
}

export async function lookAtBrowser(): Promise<Finding[]> {
  const [battery, gpu] = await Promise.all([sayBattery(), sayGpu()]);
  return [
    { what: 'Battery in the page', found: battery, source: 'navigator.getBattery' },
    {
      what: 'Compute Pressure',
      found: 'PressureObserver' in globalThis ? 'can be observed' : null,
      source: 'how busy the processor is, our own work included',
    },
    { what: 'Graphics chip', found: gpu, source: 'WebGPU' },
    { what: 'Cores', found: String(navigator.hardwareConcurrency), source: 'navigator.hardwareConcurrency' },
  ];
}

async function sayBattery(): Promise<string | null> {
  const { getBattery } = navigator as Navigator & { getBattery?: () => Promise<Battery> };
  const battery = await getBattery?.call(navigator).catch(() => undefined);
  if (!battery) return null;
  return `${Math.round(battery.level * 100)} %, ${battery.charging ? 'charging' : 'not charging'}`;
}

/** A software adapter is slower than the processor itself. */
async function sayGpu(): Promise<string | null> {
  const { gpu } = navigator as Navigator & { gpu?: Gpu };
  const adapter = await gpu?.requestAdapter().catch(() => null);
  if (!adapter) return gpu ? 'none that can be used' : null;
  const { vendor, architecture, isFallbackAdapter } = adapter.info ?? {};
  const name = [vendor, architecture].filter(Boolean).join(' ') || 'unnamed';
  return isFallbackAdapter ? `${name}, in software: not used` : name;
}
