// The present time for screens that say "3 min ago" or count down: one timer while anybody looks.
import { createSubscriber } from 'svelte/reactivity';

const subscribe = createSubscriber((update) => {
  const timer = setInterval(update, 1_000);
  return () => clearInterval(timer);
});

/** UTC ms; inside a component or an effect it is read anew every second. */
export function now(): number {
  subscribe();
  return Date.now();
}
