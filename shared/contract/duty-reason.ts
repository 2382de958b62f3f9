// Every reason for a duty below what could be had. A reason has one sentence per reader; where it has a figure (34 %, 81 °C), the figure
// travels beside it as a number. What could tell tales about the person, such as the name of a program, never leaves the device.

/** What the device's own state, or its person's limits, ask for: a duty of 0. */
const RESTING_REASONS = [
  'frozen',
  'on-battery',
  'battery-low',
  'battery-falling',
  'battery-unknown',
  'too-hot',
  'heat-unknown',
  'metered-network',
  'network-unknown',
  'person-active',
  'idle-unknown',
  'others-busy',
  'outside-hours',
  'program-running',
  'programs-unknown',
  'about-to-resume',
] as const;

export const DUTY_REASONS = [
  'working',
  'paused-by-person',
  'stopped-by-person',
  'paused-by-owner',
  'disabled-by-owner',
  'swarm-paused',
  'swarm-stopped',
  'throttled-by-person',
  'throttled-by-owner',
  'no-work',
  'offline',
  'hidden',
  'starting',
  'resting-after-errors',
  'quarantined',
  'waiting-for-approval',
  // since protocol 2
  ...RESTING_REASONS,
  'slowed-by-heat',
  'careful',
] as const;
export type DutyReason = (typeof DUTY_REASONS)[number];

/** Reasons for a duty of 0 that only the device knows; while one of them holds it is given no work. The owner's are the coordinator's to know. */
export const OWN_REASONS: ReadonlySet<DutyReason> = new Set<DutyReason>([
  'paused-by-person',
  'stopped-by-person',
  'throttled-by-person',
  'hidden',
  'starting',
  ...RESTING_REASONS,
]);

const whole = (figure: number) => String(Math.round(figure));
const percent = (figure: number) => `${whole(figure)} %`;
const degrees = (figure: number) => `${whole(figure)} °C`;

/** Minutes since midnight as people write them. */
const timeOfDay = (minute: number) =>
  [Math.floor(minute / 60) % 24, Math.floor(minute) % 60]
    .map((part) => String(part).padStart(2, '0'))
    .join(':');

/** What each reason's figure counts; a reason that is not here has none. */
const figureWords: Partial<Record<DutyReason, (figure: number) => string>> = {
  'on-battery': percent,
  'battery-low': percent,
  'battery-falling': percent,
  'too-hot': degrees,
  'slowed-by-heat': degrees,
  'others-busy': percent,
  'outside-hours': timeOfDay,
  'about-to-resume': (seconds) => `${whole(seconds)} s`,
};

/** The figure with its unit; empty where there is none. */
export const sayFigure = (reason: DutyReason, figure: number | undefined): string =>
  figure === undefined ? '' : (figureWords[reason]?.(figure) ?? '');
