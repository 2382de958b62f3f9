// What nodes of a source say as text: a template, a sentence with expressions and small elements in it, the name of what is called.
import { type Node, nodeOf, nodesOf, textOf } from './syntax.ts';

const inline = new Set(['strong', 'em', 'b', 'i', 'a', 'span', 'button', 'code', 'kbd']);
const untold = new Set(['code', 'kbd', 'pre']);

/** What is typed or read by machines. */
export const isUntold = (element: Node) => untold.has(textOf(element['name']));

export const templateText = (node: Node) =>
  nodesOf(node['quasis'])
    .map((quasi, i, all) => {
      const cooked = (quasi['value'] as { cooked?: string } | undefined)?.cooked ?? '';
      return i < all.length - 1 ? `${cooked}{${i}}` : cooked;
    })
    .join('');

export const calleeName = (node: Node | undefined): string => {
  if (!node) return '';
  if (node.type === 'Identifier') return textOf(node['name']);
  if (node.type !== 'MemberExpression') return '';
  const object = calleeName(nodeOf(node['object']));
  const property = textOf(nodeOf(node['property'])?.['name']);
  return object === 'console' || object === 'Intl' ? `${object}.${property}` : property;
};

export const isInline = (node: Node) =>
  node.type === 'RegularElement' &&
  inline.has(textOf(node['name'])) &&
  nodesOf(nodeOf(node['fragment'])?.['nodes']).every(
    (child) => child.type === 'Text' || child.type === 'ExpressionTag',
  );

/** It holds words or an expression that belong into the sentence. */
export const hasText = (element: Node) =>
  !isUntold(element) &&
  nodesOf(nodeOf(element['fragment'])?.['nodes']).some(
    (child) => child.type === 'ExpressionTag' || textOf(child['data']).trim() !== '',
  );

interface JoinedText {
  text: string;
  expressions: Node[];
  elements: Node[];
}

/** Parts as one text with places for what is not text. */
export function joinText(
  parts: readonly Node[],
  joined: JoinedText = { text: '', expressions: [], elements: [] },
) {
  for (const part of parts) {
    if (part.type === 'Text') joined.text += textOf(part['data']).replaceAll(/\s+/g, ' ');
    else if (part.type === 'ExpressionTag') {
      joined.text += `{${joined.expressions.length}}`;
      joined.expressions.push(...nodesOf([part['expression']]));
    } else {
      const number = joined.elements.push(part) - 1;
      if (hasText(part)) {
        joined.text += `<${number}>`;
        joinText(nodesOf(nodeOf(part['fragment'])?.['nodes']), joined);
        joined.text += `</${number}>`;
      } else joined.text += `<${number}/>`;
    }
  }
  return joined;
}
