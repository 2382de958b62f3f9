// The walk of one chunk in the README links to lines: each link must stand on the line where its name is defined or first used, and every file
// that a README names must exist. `COVEY_UPDATE=1 npm test shared/testing/readme-links.test.ts` writes the right lines.
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const LINE_LINK = /\[`([\w.]+)`\]\(([\w./+()[\]-]+?)#L(\d+)\)/g;
const FILE_LINK = /(?:\]\(|src=")(?!https?:|#|mailto:)([^)#\s"]+)/g;

/** The line, from 1, where a name is defined, else where it first stands; 0 when nowhere. */
function lineOf(text: string, name: string): number {
  const lines = text.split('\n');
  const defined = new RegExp(
    `\\b(function\\*?|const|class|interface|type|case)\\s+'?${name}\\b|^\\s+(async )?${name}\\(`,
  );
  const at = lines.findIndex((line) => defined.test(line));
  return (at >= 0 ? at : lines.findIndex((line) => new RegExp(`\\b${name}\\b`).test(line))) + 1;
}

test('every line link of the README stands where its name is', () => {
  const file = join(root, 'README.md');
  const readme = readFileSync(file, 'utf8');
  const fresh = readme.replace(LINE_LINK, (_, name: string, path: string) => {
    const line = lineOf(readFileSync(join(root, path), 'utf8'), name);
    return `[\`${name}\`](${path}#L${line})`;
  });
  const isUpdate = process.env['COVEY_UPDATE'] !== undefined;
  if (isUpdate) writeFileSync(file, fresh);
  expect(isUpdate ? fresh : readme).toBe(fresh);
  expect(fresh).not.toMatch(/#L0\)/);
});

test('every file that a page of documentation links to exists', () => {
  const pages = globSync('{*.md,{app,desktop,server,shared}/**/*.md}', { cwd: root });
  const missing = pages.flatMap((page) =>
    [...readFileSync(join(root, page), 'utf8').matchAll(FILE_LINK)]
      .map(([, path]) => path ?? '')
      .filter((path) => !existsSync(join(root, dirname(page), path)))
      .map((path) => `${page}: ${path}`),
  );
  expect(missing).toEqual([]);
});

test('a name is found where it is defined rather than where it is first used', () => {
  expect(lineOf('import { grant } from "./a";\ngrant();\nexport function grant() {}\n', 'grant')).toBe(3);
  expect(lineOf('x.commit();\n', 'commit')).toBe(1);
  expect(lineOf('nothing', 'commit')).toBe(0);
});
