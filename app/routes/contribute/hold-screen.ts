// Keeps the screen from going dark while this page is shown: a phone that sleeps computes nothing. The browser lets go of the screen by itself
// whenever the page is hidden, so it is asked again each time the page comes back. Secure origins only.

export const canHoldScreen = (): boolean => 'wakeLock' in navigator;

/** The answer lets go; more often than once is fine. */
export function holdScreen(): () => void {
  let isWanted = true;
  let lock: WakeLockSentinel | undefined;
  let isAsking = false;

  async function look(): Promise<void> {
    if (isAsking || document.visibilityState !== 'visible' || (lock && !lock.released)) return;
    isAsking = true;
    // refused on an empty battery: then the screen goes dark as ever
    lock = await navigator.wakeLock.request('screen').catch(() => undefined);
    isAsking = false;
    if (!isWanted) await lock?.release();
  }

  const again = () => void look();
  document.addEventListener('visibilitychange', again);
  again();
  return () => {
    isWanted = false;
    document.removeEventListener('visibilitychange', again);
    void lock?.release();
  };
}
