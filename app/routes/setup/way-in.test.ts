import { expect, test } from 'vitest';
import { readWayIn } from './way-in.ts';

test.each([
  ['#s=abc', { route: 'setup', token: 'abc' }],
  ['#l=a-b_c', { route: 'signInByLink', token: 'a-b_c' }],
  ['#i=abc', { route: 'acceptInvitation', token: 'abc' }],
  ['i=abc', { route: 'acceptInvitation', token: 'abc' }],
  ['#s=', null],
  ['#', null],
  ['', null],
  ['#x=abc', null],
])('the fragment %j is %j', (fragment, wayIn) => expect(readWayIn(fragment)).toEqual(wayIn));
