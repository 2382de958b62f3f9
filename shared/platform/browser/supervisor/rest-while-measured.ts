// A contribution that rests while its device is measured, whatever its person wants meanwhile: the wish is kept and holds again afterwards.
import type { PersonSettings } from '../../../runtime/contribution-view.ts';
import type { Contribution } from '../../../runtime/run-contribution.ts';

export interface MeasuredContribution {
  /** What the person wants from now on, to be kept. */
  configure(change: Partial<PersonSettings>): PersonSettings;
  /** Nothing of it is kept: a page that is closed in the middle of a measurement comes back as its person wanted it. */
  rest(isResting: boolean): void;
}

export function restWhileMeasured(contribution: Contribution): MeasuredContribution {
  /** Set while it rests. */
  let wish: PersonSettings['state'] | undefined;
  return {
    configure(change) {
      if (wish === undefined) contribution.configure(change);
      else {
        wish = change.state ?? wish;
        contribution.configure({ ...change, state: 'paused' });
      }
      const { settings } = contribution.status();
      return { ...settings, state: wish ?? settings.state };
    },
    rest(isResting) {
      if (isResting === (wish !== undefined)) return;
      const before = wish;
      wish = isResting ? contribution.status().settings.state : undefined;
      contribution.configure({ state: before ?? 'paused' });
    },
  };
}
