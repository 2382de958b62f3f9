// Who may import whom: the one-way rule as a table. The first row whose `of` fits a file is its layer.
// A folder stands for everything below it; `folder/*` only for the files directly in it. Every layer may
// import itself. Tests are bound to their part of the tree, not to their layer.

export type Place = string | RegExp;

export interface Layer {
  of: Place[];
  may: Place[];
}

/** Builds of kernels' scripts are tools that lie beside what they build. */
const kernelBuilds = /^shared\/kernels\/(.+\/)?build-[\w-]+\.ts$/;

const contract = 'shared/contract';
const portableShared = [
  'shared/contract',
  'shared/kernels',
  'shared/governor',
  'shared/runtime',
  'shared/client',
];
const storeInterface = 'server/store/*';
const blobsInterface = 'server/blobs/*';
const serverCore = 'server/*';
/** Writing files so that they are there after a crash: the parts that keep any may use it. */
const disk = 'server/disk';
/** The log: every part that does I/O may write to it. */
const log = 'server/observe';

export const layers: Layer[] = [
  { of: ['shared/contract'], may: [] },
  {
    of: [kernelBuilds, 'shared/tooling'],
    may: [...portableShared, 'shared/platform', 'shared/testing', 'shared/tooling', '*'],
  },
  { of: ['shared/kernels'], may: [contract] },
  { of: ['shared/governor'], may: [contract] },
  { of: ['shared/runtime'], may: [contract, 'shared/kernels', 'shared/governor'] },
  { of: ['shared/client'], may: [contract] },
  {
    of: ['shared/platform/browser', 'shared/platform/node'],
    may: [contract, 'shared/kernels', 'shared/governor', 'shared/runtime', 'shared/platform/*'],
  },
  { of: ['shared/platform/*'], may: [contract, 'shared/kernels', 'shared/governor', 'shared/runtime'] },
  { of: ['shared/testing'], may: portableShared },

  { of: ['server/scheduler'], may: [contract] },
  { of: ['server/store'], may: [contract, 'server/scheduler', log] },
  { of: [disk], may: [] },
  { of: ['server/blobs'], may: [contract, log, disk] },
  { of: ['server/observe'], may: [contract, 'server/scheduler'] },
  { of: ['server/tls'], may: [contract, log, disk] },
  { of: ['server/tunnel'], may: [contract, log] },
  // Announcing and browsing share the socket.
  { of: ['server/discovery'], may: [contract, log, 'shared/platform/node'] },
  // The scheduler's rows and changes are the currency in which anything is stored.
  { of: ['server/auth'], may: [contract, storeInterface, 'server/scheduler', log] },
  // A compute thread opens the blobs for itself: only a path can be handed to it.
  {
    of: ['server/compute'],
    may: [
      serverCore,
      'server/scheduler',
      contract,
      'shared/kernels',
      'shared/runtime',
      'shared/platform/node',
      'server/blobs',
      log,
    ],
  },
  { of: ['server/config.ts'], may: [contract, log, 'server/tls/*'] },
  // Only these know every part: assemble.ts joins them, for main.ts and for development.
  {
    of: ['server/main.ts', 'server/assemble.ts', 'server/ways-in.ts', 'server/mount-in-vite.ts'],
    may: ['server', ...portableShared, 'shared/platform/node'],
  },
  {
    of: ['server/realtime'],
    may: [contract, 'server/auth', log, serverCore, storeInterface, blobsInterface, 'server/scheduler'],
  },
  {
    of: ['server/http', 'server/maintenance'],
    may: [
      contract,
      'shared/kernels',
      'server/auth',
      log,
      serverCore,
      storeInterface,
      blobsInterface,
      'server/scheduler',
    ],
  },
  // coordinator.ts and its neighbours: they know the interfaces, never an engine and never the transports.
  {
    of: ['server/*'],
    may: [
      contract,
      'shared/kernels',
      'server/scheduler',
      storeInterface,
      blobsInterface,
      'server/compute/*',
      log,
    ],
  },

  { of: ['app'], may: [...portableShared, 'shared/platform/browser', 'shared/platform/*'] },
  { of: ['desktop/host'], may: [...portableShared, 'shared/platform/node', 'shared/platform/*'] },
  {
    of: ['desktop/cli'],
    may: ['desktop/host', ...portableShared, 'shared/platform/node', 'shared/platform/*'],
  },
  {
    of: ['desktop/electron'],
    may: ['desktop/host', ...portableShared, 'shared/platform/node', 'shared/platform/*'],
  },
  // The configuration files that tools insist on.
  { of: ['*'], may: ['shared/tooling'] },
];

/** Packages that only some places may import. Tests may import any. */
export const packagePlaces: { isPackage: RegExp; only: Place[] }[] = [
  { isPackage: /^node:(zlib|crypto)$/, only: ['shared/kernels', ...placesOfNode()] },
  { isPackage: /^node:/, only: placesOfNode() },
  { isPackage: /^socket\.io$/, only: ['server/realtime'] },
  { isPackage: /^socket\.io-client$/, only: ['shared/platform'] },
  { isPackage: /^electron(\/|$)/, only: ['desktop/electron'] },
];

function placesOfNode(): Place[] {
  return ['shared/platform/node', 'server', 'desktop', 'shared/tooling', kernelBuilds, '*'];
}

/** Folders that must stay pure: neither Node nor any package, so that a simulation can run them. */
export const pureFolders = ['server/scheduler', 'shared/governor', 'shared/contract'];
export const purePackages = /^(zod|@noble\/|@scure\/bip39\/wordlists\/)/;

export const sqlPlaces = ['server/store/sqlite', 'server/store/postgres'];

/** The one edge between parts: where the command line and the tray app become the coordinator, by a dynamic import. */
export const coordinatorEntry = 'server/main.ts';
export const mayBecomeCoordinator = ['desktop/host/start-coordinator.ts'];

export const forbiddenNames = new Set(['utils', 'common', 'helpers', 'types', 'misc', 'manager', 'service']);

/** Tests and benches, and what only they use. */
export function isTestFile(path: string): boolean {
  return (
    /\.(test|e2e|bench)\.ts$/.test(path) ||
    /\/(e2e|testing|rivals)\//.test(path) ||
    /\/([\w-]+-contract|(fake|broken)-[\w-]+|scenario|simulation|invariants)\.ts$/.test(path)
  );
}

/** Whether `path` lies in `place`, written as in the table. */
export function liesIn(path: string, place: Place): boolean {
  if (place instanceof RegExp) return place.test(path);
  const folder = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
  if (place === '*') return folder === '';
  if (place.endsWith('/*')) return folder === place.slice(0, -2);
  return path === place || path.startsWith(`${place}/`);
}
