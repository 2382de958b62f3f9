// Long files are where second ideas move in: past 400 lines a file is a defect, past 300 it is named.
import { globSync, readFileSync } from 'node:fs';

const defect = 400;
const long = 300;
const folders = '{app,desktop,server,shared}/**/*.{ts,js,mjs,svelte,css,sql}';

export function checkFileLengths(): { passed: boolean; output: string } {
  const lengths = globSync(folders, { exclude: (path) => /(^|\/)node_modules$/.test(String(path)) })
    .map((path) => ({ path, lines: readFileSync(path, 'utf8').split('\n').length - 1 }))
    .filter(({ lines }) => lines > long)
    .toSorted((a, b) => b.lines - a.lines);
  const output = lengths
    .map(({ path, lines }) => `  ${path} has ${lines} lines${lines > defect ? `, more than ${defect}` : ''}`)
    .join('\n');
  return { passed: lengths.every(({ lines }) => lines <= defect), output };
}
