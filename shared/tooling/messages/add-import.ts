// Brings the functions that marked sources ask their catalogue with.
import { isComponentFile, type Node, nodeOf } from './syntax.ts';

/** Names that no source uses for something else. */
export const TAG = 'ẁ';
export const PARTS_TAG = 'ẁParts';

/** The line that brings the functions, put where no line moves. */
export function addImport(file: string, tree: Node, marked: string): string {
  const has = (tag: string) => marked.includes(`${tag}\``);
  const line = [
    has(TAG) ? `import { t as ${TAG} } from '#lib/messages/t.ts';` : '',
    has(PARTS_TAG) ? `import { parts as ${PARTS_TAG} } from '#lib/messages/parts.ts';` : '',
  ].join('');
  if (!isComponentFile(file)) return line + marked;
  const script = nodeOf(tree['module']) ?? nodeOf(tree['instance']);
  if (!script) return `<script>${line}</script>${marked}`;
  // only comments stand before the first script, and they are not edited
  const opening = /<script\b(?:[^>"']|"[^"]*"|'[^']*')*>/.exec(marked.slice(script.start));
  if (!opening) throw new Error(`${file}: its script does not begin where its tree says`);
  const at = script.start + opening.index + opening[0].length;
  return marked.slice(0, at) + line + marked.slice(at);
}
