// The canvas' edge: draws the lanes in sight, their names and the time, crisp on every screen. Decides nothing: what a lane looks like is made by
// raster-lane.ts, one row of pixels each, which is stretched to the lane's height here.
import type { DeviceLine } from '#shared/contract/viewer-messages.ts';
import type { BarLanes } from './bar-lanes.ts';
import { AXIS_PX } from './lane-layout.ts';
import { makeLaneStrip } from './lane-strip.ts';
import type { Rgb } from './raster-lane.ts';
import type { Tick } from './time-scale.ts';

export interface StreamInks {
  ground: string;
  ink: string;
  muted: string;
  line: string;
  accent: string;
  failed: Rgb;
  kernels: readonly Rgb[];
  font: string;
}

/** In CSS pixels. */
export interface StreamFrame {
  width: number;
  height: number;
  /** Device pixels in one. */
  density: number;
  gutter: number;
  laneHeight: number;
  /** The lanes in sight, and where the first of them begins below the axis. */
  lanes: readonly DeviceLine[];
  top: number;
  names: boolean;
  from: number;
  span: number;
  ticks: readonly Tick[];
  bars: BarLanes;
  colourOf(job: number): Rgb;
  /** Another one when `colourOf` answers something else. */
  colourKey: unknown;
  /** Around the bar that is looked at. */
  chosen: { lane: number; start: number; length: number } | null;
}

export type PaintStream = (frame: StreamFrame, inks: StreamInks) => void;

interface Sheet {
  canvas: HTMLCanvasElement;
  context: CanvasRenderingContext2D;
  image: ImageData;
  pixels: Uint32Array;
}

/** Where the rows of pixels become a picture that can be stretched. */
function makeSheet(width: number, rows: number): Sheet | null {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = rows;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) return null;
  const image = context.createImageData(width, rows);
  return { canvas, context, image, pixels: new Uint32Array(image.data.buffer) };
}

/** null where there is no canvas to draw on. */
export function makePaintStream(canvas: HTMLCanvasElement): PaintStream | null {
  const context = canvas.getContext('2d');
  if (!context) return null;
  const strip = makeLaneStrip();
  let sheet: Sheet | null = null;
  const cutNames = new Map<string, string>();

  function fit({ width, height, density }: StreamFrame): void {
    const wide = Math.round(width * density);
    const high = Math.round(height * density);
    if (canvas.width === wide && canvas.height === high) return;
    canvas.width = wide;
    canvas.height = high;
    cutNames.clear();
  }

  function cut(ctx: CanvasRenderingContext2D, name: string, room: number): string {
    const key = `${room} ${name}`;
    const known = cutNames.get(key);
    if (known !== undefined) return known;
    let text = name;
    // the end of a name is often what tells it from the next one
    for (let kept = name.length - 1; kept > 4 && ctx.measureText(text).width > room; kept--)
      text = `${name.slice(0, kept - 3).trimEnd()}…${name.slice(-3).trimStart()}`;
    if (cutNames.size > 5_000) cutNames.clear();
    cutNames.set(key, text);
    return text;
  }

  function paintTime(ctx: CanvasRenderingContext2D, frame: StreamFrame, inks: StreamInks): void {
    const scale = (frame.width - frame.gutter) / frame.span;
    ctx.font = `12px ${inks.font}`;
    ctx.textBaseline = 'middle';
    ctx.textAlign = 'center';
    for (const { at, label } of frame.ticks) {
      const x = frame.gutter + (at - frame.from) * scale;
      ctx.fillStyle = inks.line;
      ctx.fillRect(Math.round(x), AXIS_PX, 1, frame.height - AXIS_PX);
      const half = ctx.measureText(label).width / 2;
      if (x - half < frame.gutter || x + half > frame.width) continue;
      ctx.fillStyle = inks.muted;
      ctx.fillText(label, x, AXIS_PX / 2);
    }
  }

  function paintLanes(ctx: CanvasRenderingContext2D, frame: StreamFrame, inks: StreamInks): void {
    const { lanes, density, gutter, laneHeight } = frame;
    const width = Math.max(1, Math.round((frame.width - gutter) * density));
    if (!sheet || sheet.canvas.width !== width || sheet.canvas.height < lanes.length)
      sheet = makeSheet(width, Math.max(1, lanes.length));
    if (!sheet) return;
    const { canvas: picture, context: onto, image, pixels } = sheet;
    const scale = width / frame.span;
    const column = Math.floor(frame.from * scale);
    const look = { colourOf: frame.colourOf, failed: inks.failed };
    const window = { column, scale, width, lanes, look, key: frame.colourKey };
    pixels.set(strip.draw(frame.bars, window).subarray(0, width * lanes.length));
    onto.putImageData(image, 0, 0, 0, 0, width, lanes.length);
    // in device pixels, so that every lane is as sharp as the screen is
    ctx.setTransform(1, 0, 0, 1, 0, 0);
    ctx.imageSmoothingEnabled = false;
    const pad = laneHeight > 12 ? 3 : 0.5;
    for (let i = 0; i < lanes.length; i++) {
      const y = Math.round((AXIS_PX + frame.top + i * laneHeight + pad) * density);
      const end = Math.round((AXIS_PX + frame.top + (i + 1) * laneHeight - pad) * density);
      ctx.drawImage(picture, 0, i, width, 1, Math.round(gutter * density), y, width, Math.max(1, end - y));
    }
    ctx.setTransform(density, 0, 0, density, 0, 0);
  }

  function paintNames(ctx: CanvasRenderingContext2D, frame: StreamFrame, inks: StreamInks): void {
    ctx.textAlign = 'left';
    ctx.font = `13px ${inks.font}`;
    for (const [i, { name }] of frame.lanes.entries()) {
      ctx.fillStyle = frame.chosen?.lane === i ? inks.ink : inks.muted;
      const y = AXIS_PX + frame.top + (i + 0.5) * frame.laneHeight;
      ctx.fillText(cut(ctx, name, frame.gutter - 20), 12, y + 0.5);
    }
  }

  return (frame, inks) => {
    fit(frame);
    context.setTransform(frame.density, 0, 0, frame.density, 0, 0);
    context.fillStyle = inks.ground;
    context.fillRect(0, 0, frame.width, frame.height);
    paintTime(context, frame, inks);
    context.save();
    context.beginPath();
    context.rect(0, AXIS_PX, frame.width, frame.height - AXIS_PX);
    context.clip();
    paintLanes(context, frame, inks);
    if (frame.names) paintNames(context, frame, inks);
    if (frame.chosen) {
      const scale = (frame.width - frame.gutter) / frame.span;
      const x = Math.max(frame.gutter, frame.gutter + (frame.chosen.start - frame.from) * scale);
      const right = Math.min(
        frame.width,
        frame.gutter + (frame.chosen.start + frame.chosen.length - frame.from) * scale,
      );
      context.strokeStyle = inks.ink;
      context.lineWidth = 2;
      const y = AXIS_PX + frame.top + frame.chosen.lane * frame.laneHeight;
      if (right >= frame.gutter)
        context.strokeRect(x - 1, y + 1, Math.max(4, right - x + 2), Math.max(3, frame.laneHeight - 2));
    }
    context.restore();
    context.fillStyle = inks.line;
    context.fillRect(0, AXIS_PX - 1, frame.width, 1);
  };
}

/** From the design tokens, as they are now. */
export function readInks(element: Element, paletteSize: number, parse: (text: string) => Rgb): StreamInks {
  const style = getComputedStyle(element);
  const token = (name: string) => style.getPropertyValue(`--${name}`).trim();
  return {
    ground: token('surface'),
    ink: token('ink'),
    muted: token('muted'),
    line: token('line'),
    accent: token('accent'),
    failed: parse(token('bad')),
    kernels: Array.from({ length: paletteSize }, (_, i) => parse(token(`kernel-${i}`))),
    font: style.fontFamily,
  };
}
