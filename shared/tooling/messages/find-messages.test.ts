// What is taken for words, what is not, and what becomes of the source.
import { describe, expect, test } from 'vitest';
import { PARTS_TAG, TAG } from './add-import.ts';
import { findMessages } from './find-messages.ts';

const inScript = (source: string) => findMessages('app/lib/x.ts', source);
const inComponent = (source: string) => findMessages('app/lib/X.svelte', source);
const texts = (found: ReturnType<typeof findMessages>) => found.messages.map(({ text }) => text);

describe('in a script', () => {
  test('sentences and labels are words; codes, classes, selectors, addresses and keys are not', () => {
    const source = `
      const label = 'On battery';
      const said = 'is not connected any more';
      const code = 'on-battery';
      const look = 'flex items-center gap-2';
      const at = '/api/jobs';
      document.querySelector('main article');
      if (event.key === 'Escape' || state === 'Running now') throw new Error('never seen');
    `;
    expect(texts(inScript(source))).toEqual(['On battery', 'is not connected any more']);
  });

  test('what a sentence holds becomes numbered places, and stays an expression of the source', () => {
    const { messages, marked } = inScript(
      'const a = `Works at ${percent(share)} with ${open ? "An app" : `No app`}`;',
    );
    expect(messages[0]).toMatchObject({
      text: 'Works at {0} with {1}',
      values: ['percent(share)', 'open ? "An app" : `No app`'],
    });
    expect(marked).toContain(
      `${TAG}\`Works at \${percent(share)} with \${open ? ${TAG}\`An app\` : ${TAG}\`No app\`}\``,
    );
  });

  test('a counted word is one message with both its forms', () => {
    expect(
      inScript("const a = counted(n, 'photo'); const b = counted(n, 'ox', 'oxen');").messages,
    ).toMatchObject([
      { text: '{0} photo', many: '{0} photos' },
      { text: '{0} ox', many: '{0} oxen' },
    ]);
  });

  test('what does not look like words is marked by hand', () => {
    const { messages, marked } = inScript("import { t } from 't';\nconst a = yes ? t`yes` : 'no';");
    expect(messages.map(({ text }) => text)).toEqual(['yes']);
    expect(marked).toContain("yes ? t`yes` : 'no'");
  });

  test('backticks and dollars of a text survive', () => {
    const { marked } = inScript("const a = 'Run `covey link` for ${5} and so on';");
    expect(marked).toContain(`${TAG}\`Run \\\`covey link\\\` for \\\${5} and so on\``);
  });
});

describe('in a component', () => {
  test('text, labels and titles are words; classes and addresses are not', () => {
    const { messages, marked } = inComponent(
      `<p class="text-sm font-medium">Nothing yet.</p><img alt="A bird" src="/bird.svg" /><Panel title="Near {name}" />`,
    );
    expect(messages.map(({ text }) => text)).toEqual(['Nothing yet.', 'A bird', 'Near {0}']);
    expect(marked).toContain('<p class="text-sm font-medium">');
    expect(marked).toContain(`title={${TAG}\`Near \${name}\`}`);
  });

  test('a sentence with elements is one message, and the elements are drawn where its language has them', () => {
    const { messages, marked } = inComponent(
      '<p>You are <b class="x">{name}</b>, see <a href="/y">the page</a>.</p>',
    );
    expect(messages.map(({ text }) => text)).toEqual(['You are <0>{0}</0>, see <1>the page</1>.']);
    expect(marked).toContain(`{#each ${PARTS_TAG}\`You are <0>\${name}</0>, see <1>the page</1>.\``);
    expect(marked).toMatch(/\.element === 1\}<a href="\/y">\{.+?\.text\}<\/a>/);
  });

  test('what people type or programs read is left alone', () => {
    expect(
      texts(inComponent('<code>covey tls show</code><p>Run <code>covey link</code> there.</p>')),
    ).toEqual(['Run <0/> there.']);
  });

  test('lines keep their numbers', () => {
    const source =
      '<script lang="ts">\n  const a = 1;\n</script>\n\n<p>\n  Two lines\n  of text {a}\n</p>\n<p>{b}</p>\n';
    const { marked } = inComponent(source);
    const lineOf = (text: string) => text.slice(0, text.indexOf('{b}')).split('\n').length;
    expect(lineOf(marked)).toBe(lineOf(source));
  });
});
