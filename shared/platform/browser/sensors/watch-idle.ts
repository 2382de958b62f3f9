// Whether somebody uses the device (Idle Detection, Chromium), only where the person allowed that before: nobody is asked here.
import type { Readings } from '../../../governor/readings.ts';

export interface IdleState {
  userState: 'active' | 'idle' | null;
  screenState: 'locked' | 'unlocked' | null;
}
interface IdleDetector extends EventTarget, IdleState {
  start(options: { threshold: number; signal: AbortSignal }): Promise<void>;
}

/** The least that browsers accept. */
const THRESHOLD_MS = 60_000;

/** `since` is when the state was reached, `now` the present, both UTC ms. A locked screen is one that nobody uses. */
export function readIdleState(
  { userState, screenState }: IdleState,
  since: number,
  now: number,
): Partial<Readings> {
  if (userState === null) return { idleSeconds: undefined };
  if (userState === 'active' && screenState !== 'locked') return { idleSeconds: 0 };
  const before = userState === 'idle' ? THRESHOLD_MS : 0;
  return { idleSeconds: Math.max(0, before + now - since) / 1000 };
}

export async function watchIdle(
  tell: (readings: Partial<Readings>) => void,
  signal: AbortSignal,
): Promise<(() => Partial<Readings>) | null> {
  const { IdleDetector: Detector } = globalThis as { IdleDetector?: new () => IdleDetector };
  if (!Detector) return null;
  const permission = await navigator.permissions.query({ name: 'idle-detection' as PermissionName });
  if (permission.state !== 'granted' || signal.aborted) return null;
  const detector = new Detector();
  let since = Date.now();
  const read = () => readIdleState(detector, since, Date.now());
  detector.addEventListener(
    'change',
    () => {
      since = Date.now();
      tell(read());
    },
    { signal },
  );
  await detector.start({ threshold: THRESHOLD_MS, signal });
  since = Date.now();
  return read;
}
