// The lines of a text file, read piece by piece. A line that ends with a backslash goes on in the next one.
import { SceneError } from './scene.ts';

export interface SceneFile {
  name: string;
  size: number;
  read(offset: number, length: number): Promise<Uint8Array>;
}

/** Called between pieces of work, with the share done. */
export type Rest = (share: number) => Promise<void>;

const PIECE_BYTES = 256 * 1024;
const MOST_LINE = 64 * 1024;

/** `take` is given the words of each line that has any, and its number. */
export async function readLines(
  file: SceneFile,
  take: (words: string[], line: number) => void,
  rest: Rest,
): Promise<void> {
  const decoder = new TextDecoder();
  let carried = '';
  let joined = '';
  let number = 0;
  const takeLine = (raw: string) => {
    number++;
    const text = joined + (raw.endsWith('\r') ? raw.slice(0, -1) : raw);
    if (text.endsWith('\\')) {
      joined = `${text.slice(0, -1)} `;
      return;
    }
    joined = '';
    const hash = text.indexOf('#');
    const words = (hash < 0 ? text : text.slice(0, hash)).trim();
    if (words !== '') take(words.split(/\s+/), number);
  };
  for (let at = 0; at < file.size; at += PIECE_BYTES) {
    const bytes = await file.read(at, Math.min(PIECE_BYTES, file.size - at));
    if (bytes.includes(0))
      throw new SceneError(file.name, number + 1, 'it is not text; scenes are .obj and .mtl files');
    const lines = (carried + decoder.decode(bytes, { stream: true })).split('\n');
    carried = lines.pop() ?? '';
    for (const line of lines) takeLine(line);
    if (carried.length + joined.length > MOST_LINE)
      throw new SceneError(file.name, number + 1, `a line has at most ${MOST_LINE} characters`);
    await rest(Math.min(1, (at + PIECE_BYTES) / file.size));
  }
  if (carried + joined !== '') takeLine(carried);
}

/** @throws SceneError where the word is missing or no number within the bounds. */
export function readNumber(
  word: string | undefined,
  [least, most]: readonly [number, number],
  file: string,
  line: number,
): number {
  if (word === undefined) throw new SceneError(file, line, 'a number is missing; the file may be cut short');
  const value = Number(word);
  if (Number.isNaN(value)) throw new SceneError(file, line, `${JSON.stringify(word)} is not a number`);
  if (value < least || value > most)
    throw new SceneError(file, line, `${word} lies outside of ${least} to ${most}`);
  return value;
}
