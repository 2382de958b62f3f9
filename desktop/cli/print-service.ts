// `covey join --install`: becomes a device, then prints the service that starts this very join on standard output and how to enable it beside.
import { homedir } from 'node:os';
import { basename, dirname } from 'node:path';
import { enrolDevice } from '../host/enrol-device.ts';
import type { JoinTarget } from '../host/join-link.ts';
import { dataDirectory, defaultName } from '../host/places.ts';
import { Problem } from '../host/problem.ts';
import { writeService } from '../host/user-service.ts';
import type { CommandContext } from './command-context.ts';
import { limitsOf, type LimitOptions } from './limit-options.ts';
import { toLine } from './output/json.ts';

interface ServiceOptions extends LimitOptions {
  name?: string;
  data?: string;
  json?: boolean;
}

/** `directory` is the device's, and held. */
export async function printService(
  target: JoinTarget,
  directory: string,
  options: ServiceOptions,
  { terminal, env, joinAgain }: CommandContext,
): Promise<void> {
  if (!joinAgain)
    throw new Problem(
      'wrong-state',
      'this program cannot be started by a service',
      'Use `covey join --install`.',
    );
  const dataDir = dataDirectory(options.data, env);
  const { name = defaultName() } = options;
  // asked before anything is changed, also whether this system has services that we know
  const order = {
    name: `covey-${basename(directory)}`,
    description: `Covey device for ${target.url}`,
    home: homedir(),
  };
  writeService(process.platform, { ...order, command: [] });
  await enrolDevice(target, {
    dataDir: directory,
    name,
    limits: limitsOf(options),
    forgetLimits: options.defaultLimits === true,
  });
  const service = writeService(process.platform, {
    ...order,
    command: [
      ...(await joinAgain(dataDir)),
      target.url,
      ...(target.pin === undefined ? [] : ['--ca', target.pin]),
      ...(options.name === undefined ? [] : ['--name', options.name]),
      '--data',
      dataDir,
    ],
  });
  const { path, text, enable, disable, notes } = service;
  if (options.json) return terminal.out(toLine({ type: 'service', ...service }));
  terminal.out(text.trimEnd());
  const lines = [
    `This computer is a device of the swarm at ${target.url}. To have it compute as a service, save what stands above as`,
    `  ${path}`,
    `(\`mkdir -p '${dirname(path)}'\` first, or run the same again with \`> '${path}'\` behind it), then run`,
    ...enable.map((line) => `  ${line}`),
    'To end it:',
    ...disable.map((line) => `  ${line}`),
    ...notes,
  ];
  for (const line of lines) terminal.say(line);
}
