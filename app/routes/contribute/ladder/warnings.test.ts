import { expect, test } from 'vitest';
import { guessWarning, warnings, wayThrough } from './warnings.ts';

const agents = {
  pixel:
    'Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Mobile Safari/537.36',
  iphone:
    'Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1',
  chromeOnIphone:
    'Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/156.0 Mobile/15E148 Safari/604.1',
  mac: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15',
  firefox: 'Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0',
};

test('the picture that opens first is that of the browser', () => {
  expect(Object.values(agents).map(guessWarning)).toEqual([
    'chrome',
    'safari',
    'safari',
    'safari',
    'firefox',
  ]);
});

test('every warning is two steps with one thing to tap each, and only Safari has a price beyond them', () => {
  for (const { value } of warnings) {
    const { steps, note } = wayThrough(value, 'a-very-long-name-of-a-computer.local:8787', true);
    expect(steps).toHaveLength(2);
    for (const { picture } of steps) expect(picture?.lines.filter(({ here }) => here)).toHaveLength(1);
    expect(note !== undefined).toBe(value === 'safari');
    const onDesk = wayThrough(value, 'study.local:8787', false).steps;
    expect(onDesk.map(({ picture }) => picture?.frame)).toEqual(['window', 'window']);
  }
});
