import { expect, test } from 'vitest';
import { defaultPolicy } from '../../../governor/policy.ts';
import type { PersonSettings } from '../../../runtime/contribution-view.ts';
import type { Contribution } from '../../../runtime/run-contribution.ts';
import { restWhileMeasured } from './rest-while-measured.ts';

function setUp() {
  const fake = {
    settings: { ...defaultPolicy('laptop', 4, { battery: false }), state: 'running' } as PersonSettings,
    configure(change: Partial<PersonSettings>) {
      fake.settings = { ...fake.settings, ...change };
    },
    status: () => ({ settings: fake.settings }),
  };
  return { fake, measured: restWhileMeasured(fake as unknown as Contribution) };
}

test('it rests while it is measured, and goes on as its person wanted it', () => {
  const { fake, measured } = setUp();
  measured.rest(true);
  expect(fake.settings.state).toBe('paused');
  measured.rest(false);
  expect(fake.settings.state).toBe('running');
});

test('what the person wants meanwhile is kept, holds afterwards, and does not end the rest', () => {
  const { fake, measured } = setUp();
  measured.rest(true);
  expect(measured.configure({ throttle: 40 })).toMatchObject({ throttle: 40, state: 'running' });
  expect(measured.configure({ state: 'stopped' })).toMatchObject({ throttle: 40, state: 'stopped' });
  expect(fake.settings).toMatchObject({ throttle: 40, state: 'paused' });
  measured.rest(false);
  expect(fake.settings).toMatchObject({ throttle: 40, state: 'stopped' });
});

test('to rest twice, or to end a rest that never began, changes nothing', () => {
  const { fake, measured } = setUp();
  measured.rest(false);
  expect(fake.settings.state).toBe('running');
  measured.rest(true);
  measured.rest(true);
  measured.rest(false);
  expect(fake.settings.state).toBe('running');
});
