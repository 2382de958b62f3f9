// What screens are told of devices, from the scheduler's state.
import { expect, test } from 'vitest';
import { fourWords } from '../../shared/contract/four-words.ts';
import type { ServerId } from '../../shared/contract/ids.ts';
import { deviceNumber } from '../scheduler/fake-rows.ts';
import { Scenario } from '../scheduler/scenario.ts';
import { viewDevice } from './views.ts';

const serverId = `srv_${'0'.repeat(32)}` as ServerId;

test('a device at the door shows its four words and why it does nothing', () => {
  const it = new Scenario();
  it.add(1, { approved: false, publicKey: 'AAECAwQFBgc' });
  const view = viewDevice(it.device(1), serverId, it.now);
  expect(view).toMatchObject({
    approved: false,
    words: 'social build wine snake',
    reason: 'waiting-for-approval',
    sentence: 'Waits at the door until somebody approves it',
  });
  it.tell({ type: 'deviceSteered', device: deviceNumber(1), approved: true });
  expect(viewDevice(it.device(1), serverId, it.now)).toMatchObject({ approved: true, reason: 'no-work' });
});

test('the words change with the key and with the coordinator', () => {
  const it = new Scenario();
  it.add(1, { publicKey: 'old' });
  const words = () => viewDevice(it.device(1), serverId, 0).words;
  expect(words()).toBe(fourWords(serverId, 'old'));
  it.tell({ type: 'deviceRekeyed', device: deviceNumber(1), publicKey: 'new', algorithm: 'ed25519' });
  expect(words()).toBe(fourWords(serverId, 'new'));
  const other = `srv_${'1'.repeat(32)}` as ServerId;
  expect(viewDevice(it.device(1), other, 0).words).toBe(fourWords(other, 'new'));
});
