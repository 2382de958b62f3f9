// Catalogues as they come back from translators' programs.
import { expect, test } from 'vitest';
import { type PoMessage, readPo, writePo } from './po-file.ts';

const message: PoMessage = {
  english: '{0} device',
  many: '{0} devices',
  forms: ['{0} Gerät', '{0} Geräte'],
  places: ['app/routes/(owner)/x y.svelte'],
  notes: ['{0}: count'],
  isFuzzy: false,
};

test('what is written is read again, with quotes, breaks and blanks', () => {
  const odd = { ...message, english: 'a "b"\n\\c', forms: ['x'], isFuzzy: true };
  const { many: _many, ...plain } = odd;
  expect(readPo('x.po', writePo({ Language: 'de' }, [message, plain], ['about']))).toEqual([message, plain]);
});

test('lines that a program broke up are joined, and what it took out of use is left out', () => {
  const text = `msgid ""\nmsgstr ""\n"Language: de\\n"\n\n#: a.ts\nmsgid ""\n"two "\n"parts"\nmsgstr ""\n"zwei "\n"Teile"\n\n#~ msgid "gone"\n#~ msgstr "weg"\n`;
  expect(readPo('x.po', text)).toMatchObject([
    { english: 'two parts', forms: ['zwei Teile'], places: ['a.ts'] },
  ]);
});

test('a line that is none of a catalogue is named', () => {
  expect(() => readPo('x.po', 'msgid "a"\nmsgstr b\n')).toThrow('x.po:2');
});
