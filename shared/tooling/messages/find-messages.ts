// Finds the words for people in a component or a script: each as a message, and as an edit that has the page ask its catalogue for it.
// The English stays where it is written, and is what a message is called by.
import { addImport, PARTS_TAG, TAG } from './add-import.ts';
import { isMarkupWords, isWords, type Place } from './is-words.ts';
import { calleeName, hasText, isInline, isUntold, joinText, templateText } from './text-of-nodes.ts';
import { childrenOf, type Node, nodeOf, nodesOf, readSyntax, textOf } from './syntax.ts';

export interface Message {
  /** The English, with `{0}` for an expression and `<0>…</0>` for an element. */
  text: string;
  /** The English for many, where the number decides. */
  many?: string;
  /** The source of each expression. */
  values: string[];
  start: number;
}

/** `text` in the place of what stood between `start` and `end`. */
interface Edit {
  start: number;
  end: number;
  text: string;
}

export interface Found {
  messages: Message[];
  /** The source with every message asked for. */
  marked: string;
}

/** A name that no source uses for something else. */
const PART = 'ẁPart';

/** Written out where a string does not look like words: t`yes`. */
const explicitTags = new Set(['t', TAG]);

export interface Choice {
  /** Only what these functions are given, and these properties hold. */
  tellers: RegExp;
  properties: ReadonlySet<string>;
}

/** `only`: of a source that is no screen, where most strings are for machines. */
export function findMessages(file: string, source: string, only?: Choice): Found {
  const messages: Message[] = [];
  /** How many tellers the walk is inside of. */
  let told = only ? 0 : 1;
  const within = <T>(walk: () => T): T => {
    told++;
    try {
      return walk();
    } finally {
      told--;
    }
  };
  const tree = readSyntax(file, source);

  /** The source between two places, with the messages in it asked for. */
  const rewrite = (start: number, end: number, edits: readonly Edit[]): string => {
    let text = '';
    let at = start;
    for (const edit of edits.toSorted((a, b) => a.start - b.start)) {
      text += source.slice(at, edit.start) + edit.text;
      at = edit.end;
    }
    return text + source.slice(at, end);
  };
  const rewriteNode = (node: Node, place: Place) => rewrite(node.start, node.end, visit(node, place));

  /** Lines keep their numbers. */
  const breaks = (start: number, end: number, text: string) =>
    '\n'.repeat(Math.max(0, source.slice(start, end).split('\n').length - text.split('\n').length));

  /** A template whose fixed parts are the message's. */
  function tagged(tag: string, text: string, values: readonly string[], start: number, end: number): string {
    const fixed = text.replaceAll(/[\\`]|\$(?=\{)/g, '\\$&');
    const template = `${tag}\`${fixed.replaceAll(/\{(\d+)\}/g, (place, i: string) => (values[Number(i)] === undefined ? place : `\${${values[Number(i)] ?? ''}}`))}\``;
    return template + breaks(start, end, template);
  }

  function visit(node: Node, place: Place): Edit[] {
    switch (node.type) {
      case 'ImportDeclaration':
      case 'ExportAllDeclaration':
      case 'StyleSheet':
      case 'Comment':
        return [];
      case 'Literal':
        return literal(node, place);
      case 'TemplateLiteral':
        return template(node, place);
      case 'TaggedTemplateExpression':
        return taggedTemplate(node, place);
      case 'Property':
      case 'PropertyDefinition':
        return property(node, place);
      case 'BinaryExpression':
        return nodesOf([node['left'], node['right']]).flatMap((side) =>
          side.type === 'Literal' ? [] : visit(side, place),
        );
      case 'MemberExpression':
        return visitAll(nodeOf(node['object']), place);
      case 'SwitchCase':
        return nodesOf(node['consequent']).flatMap((child) => visit(child, {}));
      case 'CallExpression':
      case 'NewExpression':
        return call(node, place);
      case 'TSAsExpression':
      case 'TSSatisfiesExpression':
      case 'TSNonNullExpression':
        return visitAll(nodeOf(node['expression']), place);
      case 'Attribute':
        return attribute(node);
      case 'Fragment':
        return fragment(node);
      case 'RegularElement':
        // what is typed or read by machines is the same in every language
        return isUntold(node)
          ? nodesOf(node['attributes']).flatMap((child) => visit(child, {}))
          : childrenOf(node).flatMap((child) => visit(child, {}));
      default:
        // types say nothing to people
        if (node.type.startsWith('TS')) return [];
        return childrenOf(node).flatMap((child) => visit(child, place));
    }
  }
  const visitAll = (node: Node | undefined, place: Place) => (node ? visit(node, place) : []);

  function property(node: Node, place: Place): Edit[] {
    const key = nodeOf(node['key']);
    const value = () => visitAll(nodeOf(node['value']), place);
    const isTold = only?.properties.has(textOf(key?.['name'])) === true;
    return [
      ...(node['computed'] === true ? visitAll(key, place) : []),
      ...(isTold ? within(value) : value()),
    ];
  }

  function literal(node: Node, place: Place): Edit[] {
    const text = textOf(node['value']);
    if (told === 0 || !isWords(text, place)) return [];
    messages.push({ text, values: [], start: node.start });
    const { start, end } = node;
    return [{ start, end, text: tagged(TAG, text, [], start, end) }];
  }

  function template(node: Node, place: Place): Edit[] {
    const text = templateText(node);
    const expressions = nodesOf(node['expressions']);
    if (told === 0 || !isWords(text, place)) return expressions.flatMap((child) => visit(child, place));
    return [messageOf(node, text, expressions)];
  }

  function messageOf(node: Node, text: string, expressions: readonly Node[]): Edit {
    const { start, end } = node;
    messages.push({ text, values: expressions.map(sourceOf), start });
    const values = expressions.map((child) => rewriteNode(child, {}));
    return { start, end, text: tagged(TAG, text, values, start, end) };
  }
  const sourceOf = (node: Node) => source.slice(node.start, node.end).replaceAll(/\s+/g, ' ');

  function taggedTemplate(node: Node, place: Place): Edit[] {
    const quasi = nodeOf(node['quasi']);
    if (!quasi) return [];
    const expressions = nodesOf(quasi['expressions']);
    const isMarked = explicitTags.has(textOf(nodeOf(node['tag'])?.['name']));
    if (isMarked)
      messages.push({ text: templateText(quasi), values: expressions.map(sourceOf), start: node.start });
    return expressions.flatMap((child) => visit(child, place));
  }

  function call(node: Node, place: Place): Edit[] {
    const name = calleeName(nodeOf(node['callee']));
    const args = nodesOf(node['arguments']);
    const [first, one, many] = args;
    if (name === 'counted' && first && one) {
      const words = [one, many].map((form) => textOf(form?.['value']));
      if (words[0] !== undefined && words[0] !== '')
        messages.push({
          text: `{0} ${words[0]}`,
          many: `{0} ${words[1] || `${words[0]}s`}`,
          values: [sourceOf(first)],
          start: node.start,
        });
      return visit(first, place);
    }
    const inside = /^(\$derived|\$state|\$props)/.test(name) ? place : { ...place, call: name };
    const given = () => args.flatMap((child) => visit(child, inside));
    return [
      ...visitAll(nodeOf(node['callee']), place),
      ...(only?.tellers.test(name) === true ? within(given) : given()),
    ];
  }

  /** Attributes of elements and properties of components: words, or an expression that has some. */
  function attribute(node: Node): Edit[] {
    const place = { attribute: textOf(node['name']) };
    const value = node['value'];
    const parts = nodesOf(Array.isArray(value) ? value : [value]);
    const [first] = parts;
    const last = parts.at(-1);
    if (!first || !last) return [];
    if (!parts.some((part) => part.type === 'Text')) return parts.flatMap((part) => visit(part, place));
    const { text, expressions } = joinText(parts);
    if (!isWords(text, place))
      return parts.filter((part) => part.type !== 'Text').flatMap((part) => visit(part, place));
    // quotes, where there are any, are not part of the value
    const isQuoted = /["']/.test(source.charAt(first.start - 1));
    const [start, end] = isQuoted ? [first.start - 1, last.end + 1] : [first.start, last.end];
    messages.push({ text, values: expressions.map(sourceOf), start });
    const values = expressions.map((child) => rewriteNode(child, {}));
    return [{ start, end, text: `{${tagged(TAG, text, values, start, end)}}` }];
  }

  /** Text between tags, with the expressions and small elements that stand in its sentences. */
  function fragment(node: Node): Edit[] {
    const edits: Edit[] = [];
    let run: Node[] = [];
    const close = () => {
      edits.push(...sentence(run));
      run = [];
    };
    for (const child of nodesOf(node['nodes'])) {
      const isPart = child.type === 'Text' || child.type === 'ExpressionTag' || isInline(child);
      if (isPart) run.push(child);
      else {
        close();
        edits.push(...visit(child, {}));
      }
    }
    close();
    return edits;
  }

  function sentence(run: readonly Node[]): Edit[] {
    const isTold = (part: Node) => part.type === 'Text' && isMarkupWords(textOf(part['data']));
    const apart = () => run.filter((part) => part.type !== 'Text').flatMap((part) => visit(part, {}));
    if (!run.some(isTold)) return apart();
    // elements and blanks at its ends that say nothing are not part of the sentence
    const says = (part: Node) =>
      part.type === 'ExpressionTag' ||
      isTold(part) ||
      (part.type === 'Text' ? textOf(part['data']).trim() !== '' : hasText(part));
    const from = run.findIndex(says);
    const to = run.findLastIndex(says) + 1;
    const parts = run.slice(from, to);
    const outside = [...run.slice(0, from), ...run.slice(to)].filter((part) => part.type !== 'Text');
    return [...outside.flatMap((part) => visit(part, {})), markSentence(parts)];
  }

  function markSentence(parts: readonly Node[]): Edit {
    const { text: whole, expressions, elements } = joinText(parts);
    const text = whole.trim();
    const [start, end] = [parts[0]?.start ?? 0, parts.at(-1)?.end ?? 0];
    const raw = source.slice(start, end);
    const before = /^\s*/.exec(raw)?.[0] ?? '';
    const after = parts.at(-1)?.type === 'Text' ? (/\s*$/.exec(raw)?.[0] ?? '') : '';
    messages.push({ text, values: expressions.map(sourceOf), start });
    const values = expressions.map((child) => rewriteNode(child, {}));
    const inner = [start + before.length, end - after.length] as const;
    if (elements.length === 0)
      return { start, end, text: `${before}{${tagged(TAG, text, values, ...inner)}}${after}` };
    const drawn = elements.map((element, i) => `{:else if ${PART}.element === ${i}}${drawElement(element)}`);
    const each = `{#each ${tagged(PARTS_TAG, text, values, ...inner)} as ${PART}}{#if typeof ${PART} === 'string'}{${PART}}${drawn.join('')}{/if}{/each}`;
    return { start, end, text: before + each + after };
  }

  /** The element with its part of the sentence in it, or as it is. */
  function drawElement(element: Node): string {
    const body = nodeOf(element['fragment']);
    const children = nodesOf(body?.['nodes']);
    const [first] = children;
    const last = children.at(-1);
    const attributes = nodesOf(element['attributes']).flatMap((child) => visit(child, {}));
    if (!first || !last || !hasText(element)) return rewriteNode(element, {});
    return `${rewrite(element.start, first.start, attributes)}{${PART}.text}${rewrite(last.end, element.end, [])}`;
  }

  const edits = visit(tree, {});
  const marked = edits.length === 0 ? source : addImport(file, tree, rewrite(0, source.length, edits));
  return { messages, marked };
}
