// A table for the terminal: columns as wide as what is in them, numbers to the right.
import { escapeText } from '../../../shared/contract/escape-text.ts';

export type Cell = string | number;

/** `[]` for no rows: the caller says in words that there is nothing. */
export function formatTable(headers: readonly string[], rows: readonly (readonly Cell[])[]): string[] {
  if (rows.length === 0) return [];
  const text = rows.map((row) => row.map((cell) => escapeText(String(cell))));
  const right = headers.map((_, column) => rows.every((row) => typeof row[column] === 'number'));
  const widths = headers.map((header, column) =>
    Math.max(...[header, ...text.map((row) => row[column] ?? '')].map(widthOf)),
  );
  const line = (cells: readonly string[]) =>
    widths
      .map((width, column) => {
        const cell = cells[column] ?? '';
        const space = ' '.repeat(width - widthOf(cell));
        return right[column] ? space + cell : cell + space;
      })
      .join('  ')
      .trimEnd();
  return [line(headers), ...text.map(line)];
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** Columns on a terminal: one per character seen, two for emoji and East Asian wide ones. */
export function widthOf(text: string): number {
  let width = 0;
  for (const { segment } of graphemes.segment(text)) width += WIDE.test(segment) ? 2 : 1;
  return width;
}

const WIDE =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|^\p{Emoji_Presentation}/u;
