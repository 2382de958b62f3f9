import { expect, test } from 'vitest';
import { NewPasskeyAnswer, PasskeyAnswer } from './passkeys.ts';

const answer = {
  id: 'AQID',
  rawId: 'AQID',
  type: 'public-key',
  authenticatorAttachment: 'platform',
  clientExtensionResults: { credProps: { rk: true } },
  response: { clientDataJSON: 'e30', authenticatorData: 'AA', signature: 'AA', userHandle: 'AA' },
};

test('of a passkey’s answer only what is read is kept', () => {
  expect(PasskeyAnswer.parse(answer)).toEqual({
    id: 'AQID',
    rawId: 'AQID',
    type: 'public-key',
    response: { clientDataJSON: 'e30', authenticatorData: 'AA', signature: 'AA' },
  });
});

test.each([
  ['nothing', {}],
  ['an id that is a number', { ...answer, id: 7 }],
  ['an id that is none', { ...answer, id: 'a b' }],
  ['no response', { ...answer, response: undefined }],
  ['an empty response', { ...answer, response: {} }],
  ['too much', { ...answer, response: { ...answer.response, clientDataJSON: 'A'.repeat(8_193) } }],
])('%s is no answer of a passkey', (_what, given) => {
  expect(PasskeyAnswer.safeParse(given).success).toBe(false);
  expect(NewPasskeyAnswer.safeParse(given).success).toBe(false);
});
