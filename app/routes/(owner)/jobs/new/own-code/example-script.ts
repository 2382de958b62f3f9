// What a new script begins as: something that runs as it is, on whatever goes in.

export const EXAMPLES = {
  range: `// Runs once for every number. ctx: random(), log(…), math, await progress(0.5)
export default function (n: number, params, ctx) {
  for (let d = 2; d * d <= n; d++) if (n % d === 0) return { n, divisor: d };
  return { n, prime: n > 1 };
}
`,
  lines: `// Runs once for every line of the files.
export default function (line: string, params, ctx) {
  return { words: line.split(/\\s+/).filter(Boolean).length, characters: line.length };
}
`,
  json: `// Runs once for every line, read as JSON.
export default function (item, params, ctx) {
  return Object.keys(item).length;
}
`,
  files: `// Runs once for every file.
export default function (file: { name: string; size: number; bytes: Uint8Array }, params, ctx) {
  let sum = 0;
  for (const byte of file.bytes) sum += byte;
  return { name: file.name, size: file.size, sum };
}
`,
} as const;
