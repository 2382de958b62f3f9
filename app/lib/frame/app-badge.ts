// The dot on the installed app's icon while this device computes. Browsers without badges, and pages that are not installed, show nothing.

export function showBadge(isWorking: boolean): void {
  const { setAppBadge, clearAppBadge } = navigator as Partial<Navigator>;
  const answer = isWorking ? setAppBadge?.call(navigator) : clearAppBadge?.call(navigator);
  // a badge that the system refuses is nobody's trouble
  answer?.catch(() => undefined);
}
