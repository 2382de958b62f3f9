// The catalogue holds exactly what the sources say, and what translators made of it fits. COVEY_UPDATE=1 brings it up to date.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  collectAll,
  findFaults,
  languageFiles,
  renewLanguage,
  templateFile,
  writeTemplate,
} from './catalogue.ts';
import { readPo } from './po-file.ts';
import { messageSources } from './sources.ts';
import { childrenOf, type Node, nodesOf, readSyntax } from './syntax.ts';

const root = join(import.meta.dirname, '../../..');
const isUpdating = process.env['COVEY_UPDATE'] === '1';
const messages = collectAll(root);

/** What must be in a file, which is put there if that is asked for. */
function hold(file: string, renew: (text: string) => string): void {
  const text = isUpdating ? readOrNothing(file) : readFileSync(join(root, file), 'utf8');
  const wanted = renew(text);
  if (isUpdating && text !== wanted) writeFileSync(join(root, file), wanted);
  const known = new Set(readPo(file, isUpdating ? wanted : text).map(({ english }) => english));
  const fresh = messages.filter(({ english }) => !known.has(english)).map(({ english }) => english);
  expect(fresh, `${file} lacks them: COVEY_UPDATE=1 vitest run shared/tooling/messages`).toEqual([]);
  expect(
    isUpdating || text === wanted,
    `${file} is not up to date: COVEY_UPDATE=1 vitest run shared/tooling/messages`,
  ).toBe(true);
}

function readOrNothing(file: string): string {
  try {
    return readFileSync(join(root, file), 'utf8');
  } catch {
    return '';
  }
}

test('the template lists every message of the sources and no other', () => {
  expect(messages.length).toBeGreaterThan(1000);
  hold(templateFile, () => writeTemplate(messages));
});

test('each language lists the same messages, and its translations keep the values and elements', () => {
  for (const file of languageFiles(root)) {
    hold(file, (text) => renewLanguage(file, text, messages));
    expect(findFaults(file, readPo(file, readFileSync(join(root, file), 'utf8')))).toEqual([]);
  }
});

/** What is compared with a literal, here and below. */
function comparedLiterals(node: Node): unknown[] {
  const sides = node.type === 'BinaryExpression' ? nodesOf([node['left'], node['right']]) : [];
  const tests = node.type === 'SwitchCase' ? nodesOf([node['test']]) : [];
  const here = [...sides, ...tests]
    .filter(({ type }) => type === 'Literal')
    .map((literal) => literal['value']);
  return [...here, ...childrenOf(node).flatMap(comparedLiterals)];
}

test('no screen compares its own words, which are others in another language', () => {
  const compared = messageSources(root).flatMap((file) => {
    const own = messages.filter(({ places }) => places.includes(file)).map(({ english }) => english);
    const literals = comparedLiterals(readSyntax(file, readFileSync(join(root, file), 'utf8')));
    return literals
      .filter((text) => own.some((english) => english === text))
      .map((text) => `${file}: ${String(text)}`);
  });
  // these are names in the contract as well; the words are marked by hand where they are said
  const states = /: (failed|from|phone|tablet|yes|none|accepted|Android|Windows)$/;
  expect(compared.filter((where) => !states.test(where))).toEqual([]);
});
