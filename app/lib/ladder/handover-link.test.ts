import { expect, test } from 'vitest';
import { defaultPolicy } from '#shared/governor/policy.ts';
import { leaveMark, makeMark, readHandover, takeMark, writeHandover } from './handover-link.ts';

const settings = {
  state: 'paused' as const,
  ...defaultPolicy('phone', 8, { battery: true }),
  throttle: 35,
  hours: [{ days: [5, 6], from: 60, to: 0 }],
};

test('the token and what the person set arrive as they left', () => {
  const link = new URL(writeHandover('https://study.local:8787', 'A-b_9', 'mark', settings));
  expect(link.origin + link.pathname).toBe('https://study.local:8787/j');
  expect(link.search).toBe('');
  expect(readHandover(link.hash)).toEqual({ token: 'A-b_9', mark: 'mark', settings });
});

test('a join link is no handover, and settings that make no sense are left out', () => {
  expect(readHandover('#AAAAAAAAAAAAAAAAAAAAAA.0123456789abcdef')).toBeNull();
  expect(readHandover('')).toBeNull();
  expect(readHandover(`#h=tok&s=${encodeURIComponent('{"state":"running","throttle":900}')}`)).toEqual({
    token: 'tok',
    mark: '',
  });
  expect(readHandover('#h=tok&s={')).toEqual({ token: 'tok', mark: '' });
  expect(readHandover('#h=tok')).toEqual({ token: 'tok', mark: '' });
});

test('a mark is known in the browser that left it and good once; a missing one is never known', () => {
  const jar = new Map<string, string>();
  const document = {
    get cookie() {
      return [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    },
    set cookie(text: string) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(text) ?? [];
      if (text.includes('max-age=0')) jar.delete(name);
      else jar.set(name, value);
    },
  };
  const mark = makeMark();
  expect(makeMark()).not.toBe(mark);
  leaveMark(document, mark);
  expect(takeMark(document, '')).toBe(false);
  leaveMark(document, mark);
  expect(takeMark(document, makeMark())).toBe(false);
  leaveMark(document, mark);
  expect(takeMark(document, mark)).toBe(true);
  expect(takeMark(document, mark)).toBe(false);
});
