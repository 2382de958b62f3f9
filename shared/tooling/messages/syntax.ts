// The sources as trees: what parsers of Svelte and TypeScript give, known no closer than finding messages needs.
import { parse } from 'svelte/compiler';
import { parseAst } from 'vite';

export interface Node {
  type: string;
  start: number;
  end: number;
  [key: string]: unknown;
}

export const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';

export const nodesOf = (value: unknown): Node[] => (Array.isArray(value) ? value.filter(isNode) : []);

export const nodeOf = (value: unknown): Node | undefined => (isNode(value) ? value : undefined);

export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** All that hangs below a node. */
export function childrenOf(node: Node): Node[] {
  const children: Node[] = [];
  for (const [key, value] of Object.entries(node)) {
    if (key === 'parent' || key === 'metadata' || key === 'comments' || key === 'name_loc') continue;
    if (isNode(value)) children.push(value);
    else children.push(...nodesOf(value));
  }
  return children;
}

export const isComponentFile = (file: string) => file.endsWith('.svelte');

/** The tree of a component or a script. */
export const readSyntax = (file: string, source: string): Node =>
  (isComponentFile(file)
    ? parse(source, { modern: true })
    : parseAst(source, { lang: 'ts' })) as unknown as Node;
