// The limits that a person sets at the command line for their own machine. What is given is kept for the device; `--no-…` takes it back.
import { type Command, InvalidArgumentError, Option } from 'commander';
import { formatHours, parseHours } from '../../shared/governor/hours-text.ts';
import type { HoursWindow } from '../../shared/governor/hours-window.ts';
import { LEAST_TARGET_C, MOST_TARGET_C, type Policy } from '../../shared/governor/policy.ts';
import { readWhole } from './read-option.ts';

export interface LimitOptions {
  threads?: number;
  throttle?: number;
  onlyCharging?: boolean;
  /** The same by another name. */
  onlyOnMains?: boolean;
  batteryFloor?: number;
  onlyUnmetered?: boolean;
  onlyIdle?: boolean;
  giveWay?: boolean;
  hours?: HoursWindow[] | false;
  restBeside?: string[] | false;
  temperature?: number | false;
  defaultLimits?: boolean;
}

export function readHours(text: string, before: HoursWindow[] | false = []): HoursWindow[] {
  const window = parseHours(text);
  if (!window)
    throw new InvalidArgumentError(
      'It must be FROM-TO, such as 22:00-07:00, with days before it if need be: "mon-fri 18:00-23:30".',
    );
  return [...(before || []), window];
}

function readProgram(text: string, before: string[] | false = []): string[] {
  const name = text.trim();
  if (name === '' || name.length > 100)
    throw new InvalidArgumentError('It must be the name of a program, such as steam.');
  return [...(before || []), name];
}

const percent = readWhole(0, 100);

export function withLimitOptions(command: Command): Command {
  return command
    .option('--only-charging', 'rest on battery (default: on a laptop that shows its battery)')
    .option('--no-only-charging', 'work on battery as well')
    .option('--only-on-mains', 'the same as --only-charging')
    .option('--no-only-on-mains', 'the same as --no-only-charging')
    .addOption(
      new Option('--battery-floor <percent>', 'leave the battery alone below that; 0: work it empty')
        .env('COVEY_BATTERY_FLOOR')
        .argParser(percent),
    )
    .option('--only-unmetered', 'rest on a network that is paid by the byte')
    .option('--no-only-unmetered', 'work on any network')
    .option('--only-idle', 'rest while somebody uses this computer, and three minutes after')
    .option('--no-only-idle', 'work also while somebody uses it')
    .option('--give-way', 'rest while other programs need the processor (default: not on servers)')
    .option('--no-give-way', 'work beside other programs')
    .addOption(
      new Option(
        '--hours <from-to>',
        'work only then, such as 22:00-07:00 or "sat,sun 00:00-24:00"; may be given again',
      )
        .env('COVEY_HOURS')
        .argParser(readHours),
    )
    .option('--no-hours', 'work at any time')
    .option('--rest-beside <program>', 'rest while this program runs; may be given again', readProgram)
    .option('--no-rest-beside', 'whatever runs')
    .addOption(
      new Option(
        '--temperature <celsius>',
        'how warm the processor may become, where it shows that (default: 75)',
      )
        .env('COVEY_TEMPERATURE')
        .argParser(readWhole(LEAST_TARGET_C, MOST_TARGET_C)),
    )
    .option('--no-temperature', 'what suits the processor')
    .option('--default-limits', 'forget the limits that were set for this device before');
}

/** Only what was given. */
export function limitsOf(options: LimitOptions): Partial<Policy> {
  const { hours, restBeside, temperature, defaultLimits: _, ...plain } = options;
  const { threads, throttle, batteryFloor, onlyUnmetered, onlyIdle, giveWay } = plain;
  const given = {
    threads,
    throttle,
    onlyCharging: plain.onlyCharging ?? plain.onlyOnMains,
    batteryFloor,
    onlyUnmetered,
    onlyIdle,
    giveWay,
    hours: hours === false ? [] : hours,
    restBeside: restBeside === false ? [] : restBeside,
    targetC: temperature === false ? null : temperature,
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

/** One line: everything that holds the device back. */
export function describeLimits(policy: Policy): string {
  const {
    threads,
    throttle,
    onlyCharging,
    batteryFloor,
    onlyUnmetered,
    onlyIdle,
    hours,
    restBeside,
    targetC,
  } = policy;
  return [
    `${threads} ${threads === 1 ? 'thread' : 'threads'}`,
    throttle < 100 && `at ${throttle} %`,
    onlyCharging && 'only while charging',
    batteryFloor > 0 && `not below ${batteryFloor} % battery`,
    onlyUnmetered && 'only on a free network',
    onlyIdle && 'only while nobody uses it',
    policy.giveWay && 'gives way to other programs',
    hours.length > 0 && `only ${hours.map(formatHours).join(' and ')}`,
    restBeside.length > 0 && `not beside ${restBeside.join(', ')}`,
    targetC !== null && `up to ${targetC} °C`,
  ]
    .filter((part) => part !== false)
    .join(', ');
}
