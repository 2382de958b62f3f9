// `npm run bench -- [NAME…] [--json FILE]`: finds the *.bench.ts files, runs those whose name contains one
// of the words given (all without any), prints a table, and writes the rows as JSON where asked.
import { globSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import type { BenchRow } from '#shared/testing/bench-row.ts';

interface Bench {
  name: string;
  run(): Promise<BenchRow[]>;
}

const { values, positionals } = parseArgs({ options: { json: { type: 'string' } }, allowPositionals: true });

const rows: BenchRow[] = [];
const failed: string[] = [];
for (const bench of await findBenches(positionals)) {
  process.stderr.write(`bench: ${bench.name}…\n`);
  try {
    const measured = await bench.run();
    for (const row of measured) process.stdout.write(`${formatRow(row)}\n`);
    rows.push(...measured);
  } catch (error) {
    failed.push(bench.name);
    process.stderr.write(
      `bench: ${bench.name} failed: ${error instanceof Error ? error.stack : String(error)}\n`,
    );
  }
}

if (values.json) {
  const file = resolve(process.env['INIT_CWD'] ?? '.', values.json);
  writeFileSync(file, `${JSON.stringify(rows, null, 2)}\n`);
}
if (rows.length === 0 && failed.length === 0) process.stderr.write('bench: no bench has such a name\n');
process.exit(failed.length === 0 && rows.length > 0 ? 0 : 1);

async function findBenches(words: string[]): Promise<Bench[]> {
  const files = globSync('{app,desktop,server,shared}/**/*.bench.ts', {
    exclude: (path) => /(^|\/)node_modules$/.test(String(path)),
  });
  const benches: Bench[] = [];
  for (const file of files.toSorted()) {
    const bench: unknown = await import(pathToFileURL(resolve(file)).href);
    if (!isBench(bench)) throw new Error(`${file} does not export name and run`);
    if (words.length === 0 || words.some((word) => bench.name.includes(word))) benches.push(bench);
  }
  return benches;
}

function isBench(module: unknown): module is Bench {
  return (
    typeof module === 'object' &&
    module !== null &&
    'name' in module &&
    typeof module.name === 'string' &&
    'run' in module &&
    typeof module.run === 'function'
  );
}

function formatRow(row: BenchRow): string {
  const spread = row.n > 1 ? `  (${formatNumber(row.min)} to ${formatNumber(row.max)}, n=${row.n})` : '';
  const against = row.peer && row.ratio !== null ? `  ${formatNumber(row.ratio)} × ${row.peer}` : '';
  return `${row.name.padEnd(44)} ${formatNumber(row.value).padStart(12)} ${row.unit.padEnd(12)}${against}${spread}`;
}

function formatNumber(value: number): string {
  return value.toLocaleString('en', { maximumSignificantDigits: 4 });
}
