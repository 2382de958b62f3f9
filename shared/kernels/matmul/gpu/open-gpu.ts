// Gets a GPU for this thread, or says why not. A software adapter counts as none: it is slower than WebAssembly.

export interface GpuDoor {
  gpu: GPU | undefined;
  /** For tests on machines without a GPU. */
  allowSoftware: boolean;
}

export interface OpenGpu {
  device: GPUDevice;
  /** Becomes true, and stays so, when the device is lost. */
  isLost(): boolean;
  lost: Promise<never>;
}

/** What the thread's realm offers. `coveySoftwareGpu` is set by tests only. */
export function gpuDoor(): GpuDoor {
  const realm = globalThis as { navigator?: { gpu?: GPU }; coveySoftwareGpu?: unknown };
  return { gpu: realm.navigator?.gpu, allowSoftware: realm.coveySoftwareGpu === true };
}

export async function openGpu({ gpu, allowSoftware }: GpuDoor): Promise<OpenGpu | null> {
  if (!gpu) return null;
  try {
    const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
    if (!adapter || (adapter.info.isFallbackAdapter && !allowSoftware)) return null;
    const device = await adapter.requestDevice();
    let isLost = false;
    const lost = device.lost.then(({ message }): never => {
      isLost = true;
      throw new Error(`the GPU was lost: ${message}`);
    });
    // Whoever waits for it hears of it; nobody has to.
    lost.catch(() => {});
    return { device, isLost: () => isLost, lost };
  } catch {
    return null;
  }
}
