// A language of a few messages: its words, the forms numbers take, and sentences that come in English.
import { afterEach, describe, expect, test } from 'vitest';
import { counted } from '#lib/words/numbers.ts';
import { sentence } from '#lib/words/sentence.ts';
import { findLanguage } from './language-choice.ts';
import { makeLanguage } from './language.ts';
import { parts } from './parts.ts';
import { pseudo } from './pseudo-text.ts';
import { forget, speak, t } from './t.ts';

afterEach(forget);

const polish = () =>
  makeLanguage('pl', {
    messages: {
      'Working on {0} at {1}': ['{1} mocy: {0}'],
      '{0} device': ['{0} urządzenie', '{0} urządzenia', '{0} urządzeń'],
      'signed in as <0>{0}</0>.': ['<0>{0}</0> jest w środku.'],
    },
    foreign: {
      'Resting: {0}. {1}': 'Odpoczywa: {0}. {1}',
      'on battery{0}': 'na baterii{0}',
      'Plug it in, or allow work on battery.': 'Podłącz zasilanie.',
      '{0} is done.': '{0} gotowe.',
    },
  });

describe('a language', () => {
  test('puts values where it has them, and says in English what it does not know', () => {
    speak(polish());
    expect(t`Working on ${'photos'} at ${'60 %'}`).toBe('60 % mocy: photos');
    expect(t`Never translated: ${1}`).toBe('Never translated: 1');
  });

  test('counts by its own rules: one, few, many', () => {
    speak(polish());
    expect([1, 3, 5, 22].map((n) => counted(n, 'device'))).toEqual([
      '1 urządzenie',
      '3 urządzenia',
      '5 urządzeń',
      '22 urządzenia',
    ]);
  });

  test('moves elements, whatever somebody is called', () => {
    speak(polish());
    const name = '<0>Eve</0> {0}';
    expect(parts`signed in as <0>${name}</0>.`).toEqual([{ element: 0, text: name }, ' jest w środku.']);
  });

  test('tells what the coordinator said by its fixed parts, and values that are sentences as well', () => {
    speak(polish());
    expect(sentence('Resting: on battery, 34 %. Plug it in, or allow work on battery.')).toBe(
      'Odpoczywa: na baterii, 34 %. Podłącz zasilanie.',
    );
    expect(sentence('Holiday photos is done.')).toBe('Holiday photos gotowe.');
    expect(sentence('something new')).toBe('Something new.');
  });

  test('without one everything is English', () => {
    expect(t`Working on ${'photos'} at ${1}`).toBe('Working on photos at 1');
    expect(counted(2, 'device')).toBe('2 devices');
    expect(parts`signed in as <0>${'Eve'}</0>.`).toEqual(['signed in as ', { element: 0, text: 'Eve' }, '.']);
  });
});

test('the first of the browser’s languages that there is is spoken, in any of its kinds; else English', () => {
  expect(findLanguage(['fr-CH', 'de-AT', 'en'], ['en', 'de'])).toBe('de');
  expect(findLanguage(['pt-BR', 'pt'], ['en', 'pt', 'pt-BR'])).toBe('pt-BR');
  expect(findLanguage(['fr'], ['en', 'de'])).toBe('en');
});

test('the pseudo-locale is a third longer, has no plain letter, and keeps values, elements and what is typed', () => {
  const text = 'Send <0>{0}</0> to the coordinator, then run `covey link` there';
  const said = pseudo(text);
  expect(said).toContain('<0>{0}</0>');
  expect(said).toContain('`covey link`');
  expect(said.replace('`covey link`', '')).not.toMatch(/[A-Za-z]/);
  expect(said.length).toBeGreaterThanOrEqual(text.length * 1.25);
});
