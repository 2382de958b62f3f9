// Holds a tree of sources against the layer table. Pure: the tree is handed in, so the test can show that
// each rule fails where it should.
import { findCycles } from './find-cycles.ts';
import {
  coordinatorEntry,
  forbiddenNames,
  isTestFile,
  layers,
  liesIn,
  mayBecomeCoordinator,
  packagePlaces,
  pureFolders,
  purePackages,
  sqlPlaces,
} from './layer-table.ts';
import { readModule, type ImportSeen, type ModuleSeen } from './read-module.ts';

/** Path relative to the root, with slashes → source text. */
export type SourceTree = ReadonlyMap<string, string>;

/** One sentence per violation, each starting with `path:line`. */
export function findViolations(tree: SourceTree): string[] {
  const graph = new Map<string, string[]>();
  const violations: string[] = [];
  for (const [path, source] of tree) {
    const seen = readModule(path, source);
    const targets: string[] = [];
    for (const found of seen.imports) {
      const target = resolveImport(path, found.specifier, tree);
      if (target) targets.push(target);
      const wrong = target ? judgeFile(path, target, found) : judgePackage(path, found.specifier);
      if (wrong) violations.push(`${path}:${found.line} ${wrong}`);
    }
    graph.set(path, targets);
    violations.push(...judgeModule(path, seen));
  }
  for (const cycle of findCycles(graph))
    violations.push(`${cycle[0]}:1 imports in a circle: ${cycle.join(', ')}`);
  return violations;
}

function judgeModule(path: string, seen: ModuleSeen): string[] {
  const wrong: string[] = [];
  const name = path.slice(path.lastIndexOf('/') + 1).split('.', 1)[0] ?? '';
  if (forbiddenNames.has(name)) wrong.push(`${path}:1 is named "${name}", which says nothing about its idea`);
  if (isTestFile(path)) return wrong;
  for (const line of seen.letLines) wrong.push(`${path}:${line} keeps state in a module-level let`);
  if (!sqlPlaces.some((place) => liesIn(path, place))) {
    for (const line of seen.sqlLines)
      wrong.push(`${path}:${line} has SQL outside ${sqlPlaces.join(' and ')}`);
  }
  return wrong;
}

function judgeFile(path: string, target: string, found: ImportSeen): string | undefined {
  if (isTestFile(path)) return judgeTestImport(path, target);
  if (isTestFile(target) && !liesIn(path, 'shared/tooling'))
    return `imports ${target}, which is only for tests`;
  if (target === coordinatorEntry && !liesIn(path, 'server/mount-in-vite.ts')) {
    const allowed = found.kind === 'dynamic' && mayBecomeCoordinator.some((place) => liesIn(path, place));
    return allowed
      ? undefined
      : `imports ${target}; only ${mayBecomeCoordinator.join(', ')} may, by a dynamic import`;
  }
  const layer = layers.find((row) => row.of.some((place) => liesIn(path, place)));
  if (!layer) return 'lies in no layer of the table in shared/testing/layers/layer-table.ts';
  if (liesIn(path, 'shared/platform/browser') && liesIn(target, 'shared/platform/node'))
    return crosses(target);
  if (liesIn(path, 'shared/platform/node') && liesIn(target, 'shared/platform/browser'))
    return crosses(target);
  const allowed = [...layer.of, ...layer.may].some((place) => liesIn(target, place));
  return allowed ? undefined : `imports ${target}, which its layer may not`;
}

function crosses(target: string): string {
  return `imports ${target}, which belongs to another platform`;
}

/** A test may use all of its own part and of shared; whole-program tests may use every part. */
function judgeTestImport(path: string, target: string): string | undefined {
  const part = path.split('/', 1)[0] ?? '';
  const allowed = path.includes('/e2e/') || liesIn(target, part) || liesIn(target, 'shared');
  return allowed ? undefined : `imports ${target}, which belongs to another part`;
}

function judgePackage(path: string, specifier: string): string | undefined {
  if (isTestFile(path) || /^[.#$]/.test(specifier)) return undefined;
  const pure = pureFolders.find((folder) => liesIn(path, folder));
  if (pure && !purePackages.test(specifier)) return `imports ${specifier}, but ${pure} is pure`;
  const rule = packagePlaces.find(({ isPackage }) => isPackage.test(specifier));
  if (!rule || rule.only.some((place) => liesIn(path, place))) return undefined;
  return `imports ${specifier}, which only ${rule.only.filter((place) => typeof place === 'string').join(', ')} may`;
}

/** The file of the tree a specifier means; undefined for packages and generated modules. */
function resolveImport(from: string, specifier: string, tree: SourceTree): string | undefined {
  const plain = specifier.split('?', 1)[0] ?? '';
  let path: string;
  if (plain.startsWith('#shared/')) path = plain.slice(1);
  else if (plain.startsWith('#lib/')) path = `app/lib/${plain.slice('#lib/'.length)}`;
  else if (plain.startsWith('.')) path = joinPath(from, plain);
  else return undefined;
  return [path, path.replace(/\.js$/, '.ts')].find((candidate) => tree.has(candidate));
}

function joinPath(from: string, relative: string): string {
  const parts = from.split('/').slice(0, -1);
  for (const part of relative.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.') parts.push(part);
  }
  return parts.join('/');
}
