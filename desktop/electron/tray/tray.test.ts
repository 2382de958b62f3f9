// What the tray shows and offers, as data.
import { describe, expect, test } from 'vitest';
import type { DesktopReport } from '../../../shared/contract/desktop-view.ts';
import { FIRST_LIVE, type Live } from '../app-state.ts';
import { findDeepLink, readDeepLink } from './deep-link.ts';
import { judgeTray, sayTime } from './judge-tray.ts';
import { pauseEnd } from './pause.ts';
import { listEntries, type MenuEntry } from './tray-menu.ts';

const now = new Date(2026, 10, 21, 15, 30);
type Contributing = Extract<DesktopReport, { phase: 'contributing' }>;
const contributing = (more: Partial<Contributing> = {}): Live => ({
  ...FIRST_LIVE,
  report: {
    phase: 'contributing',
    connection: 'connected',
    duty: 1,
    reason: 'working',
    sentence: 'Computing.',
    busy: 1,
    jobName: '',
    deviceName: 'Laptop',
    swarmName: 'Home',
    settings: { state: 'running', throttle: 50, onlyCharging: true },
    readings: {},
    ...more,
  },
});
const face = (live: Live, pausedUntil: number | null = null) => judgeTray(live, { pausedUntil }, now);

test.each([
  ['working', contributing()],
  ['ready', contributing({ busy: 0, duty: 1 })],
  ['ready', contributing({ busy: 0, duty: 0, reason: 'no-work' })],
  ['resting', contributing({ busy: 0, duty: 0, reason: 'too-hot' })],
  ['resting', contributing({ busy: 2, duty: 0, reason: 'on-battery' })],
  ['paused', contributing({ duty: 0, reason: 'paused-by-person' })],
  ['paused', contributing({ duty: 0, reason: 'stopped-by-person' })],
  ['offline', contributing({ connection: 'offline', busy: 0, duty: 0, reason: 'offline' })],
  ['working', contributing({ connection: 'offline' })],
  ['trouble', contributing({ connection: 'refused' })],
  ['trouble', contributing({ duty: 0, reason: 'quarantined' })],
  ['trouble', { ...FIRST_LIVE, report: { phase: 'broken', trouble: { message: 'It broke.', hint: '' } } }],
  ['offline', FIRST_LIVE],
  ['resting', { ...contributing(), isAsleep: true }],
] satisfies [string, Live][])('the icon says %s', (icon, live) => expect(face(live).icon).toBe(icon));

test('a pause with an end says when, a swarm of one’s own is named, and a long sentence is cut for Windows', () => {
  const paused = contributing({ duty: 0, reason: 'paused-by-person' });
  expect(face(paused, now.getTime() + 15 * 60_000).sentence).toBe('Paused until 15:45.');
  expect(face(paused, new Date(2026, 10, 22, 7).getTime()).sentence).toBe('Paused until tomorrow, 07:00.');
  const swarm = { state: 'running', url: '', joinUrl: '', code: '', expiresAt: null } as const;
  expect(face({ ...contributing(), swarm }).tooltip).toBe(
    'Covey\nComputing.\nA swarm runs on this computer.',
  );
  expect(face(contributing({ sentence: 'x'.repeat(400) })).tooltip).toHaveLength(127);
});

test('until tomorrow is until the morning, also over a change of the clocks', () => {
  expect(pauseEnd('quarter', now)).toBe(now.getTime() + 900_000);
  expect(pauseEnd('ever', now)).toBeNull();
  expect(new Date(pauseEnd('tomorrow', now)!).toString()).toContain('Nov 22 2026 07:00');
  expect(new Date(pauseEnd('tomorrow', new Date(2026, 11, 31, 23, 59))!).toString()).toContain(
    'Jan 01 2027 07:00',
  );
  expect(sayTime(now.getTime(), now)).toBe('15:30');
});

const labels = (entries: MenuEntry[]): string[] =>
  entries.flatMap((entry) => (entry === 'line' ? [] : [entry.label, ...labels(entry.entries ?? [])]));
const kept = { pausedUntil: null, coordinator: null };

describe('the menu', () => {
  test('of a computer in no swarm offers the ways in and nothing that needs one', () => {
    const offered = labels(listEntries({ ...FIRST_LIVE, report: { phase: 'unjoined' } }, kept, now));
    expect(offered).toEqual([
      'Not in a swarm yet.',
      'Join a swarm…',
      'Start a swarm here',
      'Settings…',
      'Diagnostics…',
      'Quit Covey',
    ]);
  });

  test('of one that works offers to pause, to throttle, and mains only', () => {
    const entries = listEntries(contributing({ jobName: 'Photos & more' }), kept, now);
    expect(labels(entries)).toEqual(
      expect.arrayContaining([
        'Job: Photos & more',
        'Pause',
        'For 15 minutes',
        'Until tomorrow',
        'Work at most 50 %',
      ]),
    );
    const onlyMains = entries.find((entry) => entry !== 'line' && entry.label === 'Only on mains power');
    expect(onlyMains).toMatchObject({ isChecked: true, wish: { type: 'onlyOnMains', isOn: false } });
    const paused = contributing({ settings: { state: 'paused' } });
    expect(labels(listEntries(paused, kept, now))).toContain('Start');
    const until = { ...kept, pausedUntil: now.getTime() + 3_600_000 };
    expect(labels(listEntries(paused, until, now))).toContain('Start now instead of at 16:30');
  });

  test.each(['starting', 'stopping'] as const)('a swarm that is %s cannot be chosen', (state) => {
    const entry = listEntries({ ...contributing(), swarm: { state } }, kept, now).find(
      (each) => each !== 'line' && /swarm here/i.test(each.label),
    );
    expect(entry).not.toHaveProperty('wish');
  });
});

test.each([
  ['covey://join?to=http%3A%2F%2F10.0.0.2%3A8787%2Fj%23AbC', 'http://10.0.0.2:8787/j#AbC'],
  [
    'covey://join/?to=https%3A%2F%2Fswarm.example%2Fj%23A.0123456789abcdef',
    'https://swarm.example/j#A.0123456789abcdef',
  ],
  ['covey://join', null],
  ['covey://join?to=javascript:alert(1)', null],
  ['covey://join?to=file:///etc/passwd', null],
  ['covey://join?to=http://user:secret@10.0.0.2/', null],
  ['covey://join/quit?to=http://10.0.0.2/', null],
  ['covey://quit?to=http://10.0.0.2/', null],
  ['http://join?to=http://10.0.0.2/', null],
  [`covey://join?to=http://10.0.0.2/${'x'.repeat(3000)}`, null],
  ['', null],
])('of %s the form gets %s', (text, link) => expect(readDeepLink(text)).toBe(link));

test('a link is found among the arguments of a program', () => {
  expect(findDeepLink(['covey', '--hidden', 'covey://join?to=http://a/'])).toBe('http://a/');
  expect(findDeepLink(['covey', 'file.txt'])).toBeNull();
});
