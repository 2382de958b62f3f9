// What a person at the device reads for each reason: plain sentences, no blame, with the figure where there is one, and where something
// can be done, what.
import { type DutyReason, sayFigure } from '../contract/duty-reason.ts';
import type { Why } from '../governor/reasons.ts';

/** `figure` is written with its unit and may be empty, `detail` is the name of a program. */
type Sentence = string | ((figure: string, detail: string) => string);

const from = (figure: string, before = ', ') => (figure === '' ? '' : `${before}${figure}`);
/** In parts, so that a screen may leave out what it says elsewhere. */
const rest = (why: string, advice: string) => `Resting: ${why}. ${advice}`;
const resting = (why: string, time = '') =>
  time === '' ? `Resting: ${why}.` : `Resting until ${time}: ${why}.`;
const restingWhile = (time: string) => `Resting ${time}.`;
const cannotTell = (what: string, instead: string) => rest(`this device cannot tell ${what}`, instead);

const sentences: Readonly<Record<DutyReason, Sentence>> = {
  working: 'Computing.',
  'paused-by-person': 'You paused it on this device.',
  'stopped-by-person': 'You stopped it on this device.',
  'paused-by-owner': 'The owner set this device’s share to 0 %.',
  'disabled-by-owner': 'The owner switched this device off.',
  'swarm-paused': 'The owner paused the swarm.',
  'swarm-stopped': 'The owner stopped the swarm.',
  'throttled-by-person': 'Computing no harder than you allow.',
  'throttled-by-owner': 'Computing no harder than the owner allows.',
  'no-work': 'Ready; there is nothing to compute now.',
  offline: 'Not connected to the coordinator; trying again.',
  hidden: 'Paused while this page is not visible.',
  starting: 'Connecting to the coordinator.',
  'resting-after-errors': 'Resting after several errors in a row.',
  'waiting-for-approval': 'Waiting until the owner of the swarm lets this device in.',
  quarantined: 'Set aside: results of this device did not pass the check.',
  frozen: rest('the system put this page to sleep', 'It goes on when you open it again.'),
  'on-battery': (level) => rest(`on battery${from(level)}`, 'Plug it in, or allow work on battery.'),
  'battery-low': (level) => rest(`the battery is low${from(level)}`, 'It goes on when it has charged.'),
  'battery-falling': (level) => resting(`the battery empties although it charges${from(level)}`),
  'battery-unknown': cannotTell(
    'whether it charges or how full its battery is',
    'Plug it in and remove the battery limits, if you want it to compute.',
  ),
  'too-hot': (heat) => rest(`too hot${from(heat)}`, 'It goes on when it has cooled down.'),
  'heat-unknown': cannotTell(
    'whether it has cooled down since it was too hot',
    'Start it again once it is cool.',
  ),
  'metered-network': rest('this network is paid by the byte', 'Use Wi-Fi, or allow work on any network.'),
  'network-unknown': cannotTell(
    'whether its network is paid by the byte',
    'Use a network that costs nothing and remove this limit, if you want it to compute.',
  ),
  'person-active': restingWhile('while you use this device'),
  'idle-unknown': cannotTell(
    'whether you are using it',
    'Allow the page to see that, or remove the limit “only while idle”.',
  ),
  'others-busy': (share) => resting(`other programs are busy${from(share)}`),
  'outside-hours': (time) => resting('outside the hours you set', time),
  'program-running': (_, name) => restingWhile(`while ${name || 'a program that you chose'} runs`),
  'programs-unknown': cannotTell(
    'which programs run',
    'Remove the limit on programs, if you want it to compute.',
  ),
  'about-to-resume': (time) =>
    `Resting a moment longer${from(time)}, ${'so as not to start and stop all the time'}.`,
  'slowed-by-heat': (heat) => `Computing gently to stay cool${from(heat)}.`,
  careful: 'Computing gently, since this device cannot tell how warm it is.',
};

export function sayReason({ reason, figure, detail = '' }: Why): string {
  const sentence = sentences[reason];
  return typeof sentence === 'string' ? sentence : sentence(sayFigure(reason, figure), detail);
}
