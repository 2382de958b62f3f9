import fc from 'fast-check';
import { expect, test } from 'vitest';
import { makeBars, setBar } from '#shared/contract/stream-bars.ts';
import { BarLanes } from './bar-lanes.ts';
import { makeLaneStrip } from './lane-strip.ts';

const look = { colourOf: (job: number) => 0x404040 + job * 0x101010, failed: 0x0000ff };
const LANES = [1, 2, 3, 4, 5].map((number) => ({ number, cores: 2 }));
const WIDTH = 60;

function add(bars: BarLanes, device: number, start: number, length: number, failed = 0): void {
  const one = makeBars(1);
  setBar(one, 0, { device, job: start % 3, start, length, done: 1, failed, cpu: length });
  one.count = 1;
  bars.add(one);
}

/** A frame: time moves, lanes scroll, bars come at the end of lanes, or far back as after a delay. */
const step = fc.record({
  moved: fc.integer({ min: -30, max: 70 }),
  first: fc.nat(3),
  scale: fc.constantFrom(0.05, 0.05, 0.05, 0.2),
  comes: fc.array(
    fc.record({
      device: fc.integer({ min: 1, max: 5 }),
      pause: fc.nat(60),
      length: fc.nat(120),
      failed: fc.nat(1),
    }),
    { maxLength: 4 },
  ),
});

test('what is kept from frame to frame is what would be drawn anew', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 2, maxLength: 12 }), (steps) => {
      const bars = new BarLanes();
      const kept = makeLaneStrip();
      const ends = new Map<number, number>();
      let time = 100_000;
      for (const { moved, first, scale, comes } of steps) {
        time += moved / scale;
        for (const { device, pause, length, failed } of comes) {
          const start = (ends.get(device) ?? 100_000) + pause;
          add(bars, device, start, length, failed);
          ends.set(device, start + length);
        }
        const lanes = LANES.slice(first, first + 3);
        const window = { column: Math.floor(time * scale), scale, width: WIDTH, lanes, look, key: 1 };
        const size = WIDTH * lanes.length;
        const drawn = [...kept.draw(bars, window).subarray(0, size)];
        expect(drawn).toEqual([...makeLaneStrip().draw(bars, window).subarray(0, size)]);
      }
    }),
    { numRuns: 300 },
  );
});

test('nothing of other bars or other colours is kept', () => {
  const bars = new BarLanes();
  const strip = makeLaneStrip();
  const window = { column: 0, scale: 1, width: WIDTH, lanes: LANES, look, key: 1 };
  add(bars, 1, 5, 20);
  expect(strip.draw(bars, window)[10]).not.toBe(0);
  const other = { ...look, colourOf: () => 0x123456 };
  expect((strip.draw(bars, { ...window, look: other, key: 2 })[10] ?? 0) & 0xff_ffff).toBe(0x123456);
  bars.clear();
  expect(strip.draw(bars, { ...window, key: 2 })[10]).toBe(0);
});
