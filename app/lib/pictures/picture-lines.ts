// What a picture of somebody else's screen shows, line by line, in that screen's own words; and where each line lies. Pure; drawn by
// TapPicture.svelte. Pictures are as wide as a phone and cut to what matters, so that their words stay readable.

export type LineKind =
  /** The name of the screen, with the way back. */
  | 'bar'
  /** A browser's address. */
  | 'address'
  | 'sign'
  | 'title'
  | 'text'
  /** A row that leads on. */
  | 'row'
  | 'toggle'
  | 'check'
  | 'field'
  | 'button'
  | 'main-button'
  | 'link'
  /** What is typed into a terminal. */
  | 'command';

export interface PictureLine {
  kind: LineKind;
  text: string;
  /** At the right end of a row, or a second button beside the first. */
  side?: string;
  /** Here the person taps. */
  here?: true;
}

/** `phone`: rounded corners. `window`: the bar of a desktop window. */
export interface Picture {
  frame: 'phone' | 'window';
  lines: readonly PictureLine[];
}

export const WIDTH = 264;
export const INSET = 14;
const PADDING = 12;
const WINDOW_BAR = 20;

const heights: Record<LineKind, number> = {
  bar: 30,
  address: 32,
  sign: 38,
  title: 21,
  text: 17,
  row: 34,
  toggle: 38,
  check: 28,
  field: 34,
  button: 46,
  'main-button': 46,
  link: 32,
  command: 20,
};

export interface PlacedLine extends PictureLine {
  y: number;
  height: number;
}

export function layOut({ frame, lines }: Picture): { height: number; placed: PlacedLine[] } {
  let y = frame === 'window' ? WINDOW_BAR + PADDING / 2 : PADDING;
  const placed = lines.map((line) => {
    const height = heights[line.kind];
    const at = { ...line, y, height };
    y += height;
    return at;
  });
  return { height: y + PADDING, placed };
}
