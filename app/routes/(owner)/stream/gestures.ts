// Fingers, mouse and wheel over the stream, told as what they mean: moved along time, zoomed at a place, pointed at, tapped. Up and down is left
// to the page, which scrolls the lanes.

export interface GestureTarget {
  /** Along time, in pixels; to the right is to the past. */
  moved(px: number): void;
  /** Shows `factor` times as much; what is at `x` stays. */
  zoomed(factor: number, x: number): void;
  /** null: nobody points any more. */
  pointed(at: { x: number; y: number } | null): void;
  tapped(at: { x: number; y: number }): void;
}

const TAP_PX = 6;
const WHEEL_STEP = 0.0025;

/** @returns how to stop listening. */
export function listenToGestures(element: HTMLElement, target: GestureTarget): () => void {
  const fingers = new Map<number, { x: number; y: number }>();
  let travelled = 0;
  const listening = new AbortController();
  const { signal } = listening;
  const place = (event: PointerEvent | WheelEvent) => {
    const box = element.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  const apart = () => {
    const [a, b] = [...fingers.values()];
    return a && b ? { px: Math.max(20, Math.abs(a.x - b.x)), x: (a.x + b.x) / 2 } : null;
  };

  element.addEventListener(
    'pointerdown',
    (event) => {
      if (event.button !== 0) return;
      fingers.set(event.pointerId, place(event));
      travelled = fingers.size === 1 ? 0 : Infinity;
      element.setPointerCapture(event.pointerId);
    },
    { signal },
  );
  element.addEventListener(
    'pointermove',
    (event) => {
      const now = place(event);
      const before = fingers.get(event.pointerId);
      if (!before) {
        if (event.pointerType === 'mouse') target.pointed(now);
        return;
      }
      const spread = apart();
      fingers.set(event.pointerId, now);
      const next = apart();
      if (spread && next) target.zoomed(spread.px / next.px, next.x);
      travelled += Math.abs(now.x - before.x) + Math.abs(now.y - before.y);
      if (travelled > TAP_PX) target.moved((now.x - before.x) / fingers.size);
    },
    { signal },
  );
  const lift = (event: PointerEvent) => {
    const isTap = fingers.delete(event.pointerId) && event.type === 'pointerup' && travelled <= TAP_PX;
    if (isTap) target.tapped(place(event));
  };
  element.addEventListener('pointerup', lift, { signal });
  element.addEventListener('pointercancel', lift, { signal });
  // a finger that is lifted leaves as well, and what it tapped stays
  element.addEventListener(
    'pointerleave',
    (event) => event.pointerType === 'mouse' && fingers.size === 0 && target.pointed(null),
    { signal },
  );
  element.addEventListener(
    'wheel',
    (event) => {
      const along = event.shiftKey && event.deltaX === 0 ? event.deltaY : event.deltaX;
      // what a pinch on a touchpad is told as
      if (event.ctrlKey || event.metaKey)
        target.zoomed(Math.exp(event.deltaY * WHEEL_STEP * 2), place(event).x);
      else if (Math.abs(along) > Math.abs(event.shiftKey ? 0 : event.deltaY)) target.moved(-along);
      else return;
      event.preventDefault();
    },
    { signal, passive: false },
  );
  return () => listening.abort();
}
