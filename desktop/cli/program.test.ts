import { expect, test } from 'vitest';
import { makeDirectory } from '../host/fake-directory.ts';
import { makeFakeTerminal } from './fake-terminal.ts';
import { makeProgram, runProgram } from './program.ts';

async function covey(args: string[], env: NodeJS.ProcessEnv = {}) {
  const terminal = makeFakeTerminal();
  const code = await runProgram(args, { terminal, env: { INIT_CWD: await makeDirectory(), ...env } });
  return { code, ...terminal.written };
}

test('--help and --version end with 0 and print on standard output', async () => {
  expect(await covey(['--help'])).toMatchObject({
    code: 0,
    out: expect.stringMatching(/serve[^]*join[^]*run/),
    err: '',
  });
  expect(await covey(['--version'])).toMatchObject({ code: 0, out: expect.stringMatching(/^\d+\.\d+/) });
});

test('every command has help that names its options', async () => {
  const { commands } = makeProgram({ terminal: makeFakeTerminal(), env: {} });
  expect(commands.map((command) => command.name())).toEqual([
    'serve',
    'start',
    'join',
    'discover',
    'run',
    'map',
    'jobs',
    'job',
    'devices',
    'device',
    'code',
    'link',
    'demo',
    'bench',
    'tls',
  ]);
  for (const command of commands) {
    const { code, out } = await covey([command.name(), '--help']);
    expect(code).toBe(0);
    expect(out).toMatch(`covey ${command.name()}`);
  }
});

test.each([
  [['jbos'], /unknown command 'jbos'[^]*Did you mean jobs\?/],
  [['jobs', '--jsno'], /unknown option '--jsno'[^]*Did you mean --json\?/],
  [['run', 'hash', 'a'], /--out <dir>' not specified/],
  [['run', 'hash', 'a', '--out', 'o', '--param', 'x'], /It must be name=value/],
  [['run', 'probe', '--out', 'o', '--range', '1', '--count', '2'], /cannot be used with/],
  [['serve', '--port', '70000'], /It must be a whole number from 0 to 65535/],
  [['discover', '--seconds', '0'], /It must be a whole number from 1 to 60/],
  [['join', 'x', '--throttle', '101'], /It must be a whole number from 0 to 100/],
  [['device', 'x', 'explode'], /Allowed choices are enable, disable/],
  [[], /Usage: covey/],
])('covey %j is a usage error', async (args, said) => {
  expect(await covey(args)).toMatchObject({ code: 2, out: '', err: expect.stringMatching(said) });
});

test('settings come from the environment where no flag is given', async () => {
  process.env['COVEY_PORT'] = 'many';
  try {
    expect(await covey(['serve'])).toMatchObject({
      code: 2,
      err: expect.stringMatching(/'many' from env 'COVEY_PORT' is invalid/),
    });
  } finally {
    delete process.env['COVEY_PORT'];
  }
});

test('an error says what happened, its code and what to do, without a stack', async () => {
  const { code, out, err } = await covey(['jobs', '--data', 'nothing-here']);
  expect([code, out]).toEqual([1, '']);
  expect(err).toMatch(
    /^covey: no coordinator is running on .*nothing-here \(no-coordinator\)\n {7}Start one with `covey serve`/,
  );
  expect(err).not.toMatch(' at ');
});

test('with COVEY_DEBUG an error shows where it comes from', async () => {
  expect((await covey(['jobs', '--data', 'x'], { COVEY_DEBUG: '1' })).err).toMatch(
    / at .*owner-connection\.ts/,
  );
});

test('with --json an error is one line of JSON too', async () => {
  const { out } = await covey(['jobs', '--data', 'x', '--json']);
  expect(JSON.parse(out)).toMatchObject({ error: { code: 'no-coordinator' } });
});

test.each([
  [['run', 'hash', '--out', 'o'], 'no-input'],
  [['run', 'hash', '.', '--out', 'o'], 'no-input'],
  [['run', 'hash', 'missing', '--out', 'o'], 'source-unreadable'],
  [['run', 'probe', '.', '--range', '5', '--out', 'o'], 'bad-request'],
  [['join', 'ftp://x'], 'bad-request'],
  [['tls', 'acme', '--domain', 'a.example', '--email', 'a@b', '--dns', 'desec'], 'bad-request'],
  [['jobs', '--url', 'nonsense', '--token', 't'], 'strange-answer'],
])('covey %j ends with the code %s before anything is started', async (args, code) => {
  const ended = await covey([...args, '--json']);
  expect(ended.code).toBe(1);
  expect(JSON.parse(ended.out.trim().split('\n').at(-1) ?? '')).toMatchObject({ error: { code } });
});
