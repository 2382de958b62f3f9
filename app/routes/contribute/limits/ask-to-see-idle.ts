// Asks the browser whether this page may see when the device was last used (Idle Detection, Chromium on secure origins). Needs a tap.

interface IdleDetectorClass {
  requestPermission(): Promise<'granted' | 'denied'>;
}

/** False where it may not, or where there is no such thing: then it stays unknown. */
export async function askToSeeIdle(): Promise<boolean> {
  const { IdleDetector } = globalThis as { IdleDetector?: IdleDetectorClass };
  if (!IdleDetector) return false;
  try {
    return (await IdleDetector.requestPermission()) === 'granted';
  } catch {
    return false; // not from a tap, or forbidden by policy
  }
}
