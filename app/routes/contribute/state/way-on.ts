// The one tap that lets a device go on which rests because of a limit of its person's. It can be taken back like any other change. Pure.
import type { ContributionStatus, PersonSettings } from '#shared/runtime/contribution-view.ts';

export interface WayOn {
  label: string;
  /** What was done, for taking it back. */
  done: string;
  change: Partial<PersonSettings>;
}

/** Lower than this nobody is led by one tap: an empty phone is no use to its person. */
const LEAST_FLOOR = 20;

/** Null where no limit of the person's is in the way, or none that one tap should lift. */
export function findWayOn({ reason, figure, settings }: ContributionStatus): WayOn | null {
  const lowFloor = Math.min(settings.batteryFloor, LEAST_FLOOR);
  switch (reason) {
    case 'on-battery':
    case 'battery-unknown':
      return {
        label: reason === 'on-battery' ? 'Work on battery too' : 'Work without knowing the battery',
        done: 'Works on battery too',
        change: { onlyCharging: false, batteryFloor: reason === 'on-battery' ? lowFloor : 0 },
      };
    case 'battery-low':
      if (settings.batteryFloor <= LEAST_FLOOR || figure === undefined || figure <= LEAST_FLOOR) return null;
      return {
        label: `Work down to ${LEAST_FLOOR} %`,
        done: `Works down to ${LEAST_FLOOR} % of the battery`,
        change: { batteryFloor: LEAST_FLOOR },
      };
    case 'metered-network':
    case 'network-unknown':
      return {
        label: 'Use this network too',
        done: 'Works on any network',
        change: { onlyUnmetered: false },
      };
    case 'person-active':
    case 'idle-unknown':
      return { label: 'Work while I am here', done: 'Works while you are here', change: { onlyIdle: false } };
    case 'others-busy':
      return {
        label: 'Work beside other programs',
        done: 'Works beside other programs',
        change: { giveWay: false },
      };
    default:
      return null;
  }
}
