import { expect, test } from 'vitest';
import type { FoundCoordinator } from '../../shared/platform/node/discovery/read-found.ts';
import { makeDirectory } from '../host/fake-directory.ts';
import { chooseCoordinator } from './browse.ts';
import { tableOf } from './commands/discover.ts';
import { makeFakeTerminal } from './fake-terminal.ts';
import { runProgram } from './program.ts';

const found = (i: number, more: Partial<FoundCoordinator> = {}): FoundCoordinator => ({
  id: `${i}a2b3c4d`,
  name: `laptop ${i}`,
  host: `covey-${i}a2b.local`,
  url: `http://192.168.1.${i}:8787`,
  addresses: [`192.168.1.${i}`],
  port: 8787,
  https: true,
  fingerprint: 'ab'.repeat(8),
  ...more,
});

async function covey(args: string[], list: FoundCoordinator[], ask?: (question: string) => Promise<string>) {
  const terminal = makeFakeTerminal();
  const context = {
    terminal,
    env: { INIT_CWD: await makeDirectory(), COVEY_DATA: await makeDirectory() },
    browse: () => Promise.resolve(list),
    ...(ask && { ask }),
  };
  const code = await runProgram(args, context);
  return { code, context, ...terminal.written };
}

test('discover lists what is there, for people and for scripts', async () => {
  const list = [found(1), found(2, { host: null, https: false, fingerprint: null })];
  const { code, out, err } = await covey(['discover'], list);
  expect(code).toBe(0);
  expect(out).toMatch(
    /1 +laptop 1 +http:\/\/192\.168\.1\.1:8787 +http:\/\/covey-1a2b\.local:8787 +abababababababab/,
  );
  expect(out).toMatch(/2 +laptop 2 +http:\/\/192\.168\.1\.2:8787 +no https/);
  expect(err).toMatch('Anybody on the network can say such things');
  expect(JSON.parse((await covey(['discover', '--json'], list)).out)).toEqual(list);
  expect((await covey(['discover'], [])).out).toMatch('No coordinator makes itself known here');
  expect((await covey(['discover', '--json'], [])).out).toBe('[]\n');
});

test('join without an address wants one coordinator, or somebody who chooses', async () => {
  const none = await covey(['join', '--json'], []);
  expect([none.code, JSON.parse(none.out)]).toMatchObject([1, { error: { code: 'no-coordinator' } }]);
  const several = await covey(['join', '--json'], [found(1), found(2)]);
  expect([several.code, JSON.parse(several.out)]).toMatchObject([
    1,
    { error: { code: 'several-coordinators' } },
  ]);
  expect(several.err).toMatch('http://192.168.1.2:8787');
});

test('a person chooses by number', async () => {
  const list = [found(1), found(2)];
  const asked: string[] = [];
  const answer = (text: string) => async (question: string) => {
    asked.push(question);
    return text;
  };
  const choose = async (text: string) =>
    chooseCoordinator((await covey(['--version'], list, answer(text))).context, tableOf);
  expect((await choose(' 2 ')).name).toBe('laptop 2');
  for (const wrong of ['', '0', '3', 'x', '1.5', '-1'])
    await expect(choose(wrong)).rejects.toMatchObject({ code: 'bad-request' });
  expect(asked[0]).toBe('Which one? (1 to 2) ');
});
