// A QR code for the terminal: half blocks, two modules to a character, with its quiet zone. Scanners want dark on light, so the colours are
// set outright, black on white on any theme; where there are no colours, a dark terminal is assumed.
import { encode } from 'uqr';

const QUIET_ZONE = 4;
const BLACK_ON_WHITE = '\u001b[38;5;16;48;5;231m';
const RESET = '\u001b[0m';

/** Lines as wide as the code plus its quiet zone (41 for a link with a token). */
export function renderQr(text: string, options: { colors: boolean }): string[] {
  const { data } = encode(text, { ecc: 'M', border: QUIET_ZONE });
  const lines: string[] = [];
  for (let row = 0; row < data.length; row += 2) {
    const top = data[row] ?? [];
    const bottom = data[row + 1] ?? top.map(() => false);
    const drawn = top.map((dark, column) =>
      options.colors ? halfBlock(dark, bottom[column] ?? false) : halfBlock(!dark, !bottom[column]),
    );
    lines.push(options.colors ? `${BLACK_ON_WHITE}${drawn.join('')}${RESET}` : drawn.join(''));
  }
  return lines;
}

/** Which halves are drawn in the text's colour. */
function halfBlock(top: boolean, bottom: boolean): string {
  if (top) return bottom ? '█' : '▀';
  return bottom ? '▄' : ' ';
}
