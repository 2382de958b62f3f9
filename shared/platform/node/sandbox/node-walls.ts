// The options that close a Node process in: no files, network, processes, threads, addons or inspector (--permission), and the holes
// that the permission model leaves by its own account: SQLite opens any file, SIGUSR1 opens the inspector.

export const nodeWalls = (heapMiB: number): string[] => [
  '--permission',
  '--no-experimental-sqlite',
  '--disable-proto=delete',
  '--disable-sigusr1',
  `--max-old-space-size=${heapMiB}`,
];
