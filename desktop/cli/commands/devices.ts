// `covey devices` lists devices, `covey device` shows or steers one.
import { Argument, type Command } from 'commander';
import type { Client } from '../../../shared/client/connect.ts';
import type { DeviceView } from '../../../shared/contract/device.ts';
import { connectAsOwner } from '../../host/owner-connection.ts';
import { Problem } from '../../host/problem.ts';
import { targetOf, withOwnerOptions, type CommandContext, type OwnerOptions } from '../command-context.ts';
import { escapeText } from '../../../shared/contract/escape-text.ts';
import { formatPercent, formatSeconds } from '../output/format.ts';
import { toLine } from '../output/json.ts';
import { formatTable } from '../output/table.ts';
import { findByIdOrName, readWhole } from '../read-option.ts';

const ACTIONS = ['enable', 'disable', 'throttle', 'release', 'forget'] as const;
type Action = (typeof ACTIONS)[number];

export function addDevices(program: Command, { terminal, env }: CommandContext): void {
  withOwnerOptions(program.command('devices').description('list the devices of the swarm')).action(
    async (options: OwnerOptions) => {
      const devices = await (await connectAsOwner(targetOf(options, env))).call('devices');
      if (options.json) return terminal.out(toLine(devices));
      if (devices.length === 0)
        return terminal.out('No device has joined yet. `covey code` shows how one does.');
      const rows = devices.map((device) => [
        device.id.slice(0, 12),
        device.name,
        stateOf(device),
        formatPercent(device.duty),
        device.threads,
        device.chunksDone,
        device.rate.toFixed(1),
        device.sentence,
      ]);
      for (const line of formatTable(
        ['id', 'name', 'state', 'duty', 'threads', 'chunks', 'per second', 'what it does'],
        rows,
      ))
        terminal.out(line);
    },
  );

  withOwnerOptions(program.command('device').description('show a device, or steer it'))
    .argument('<id>', 'its id, the beginning of it, or its name')
    .addArgument(new Argument('[action]', 'what to do with it; `release` ends a quarantine').choices(ACTIONS))
    .argument('[percent]', 'for throttle: how hard it may work, 0 to 100', readWhole(0, 100))
    .action(
      async (
        typed: string,
        action: Action | undefined,
        percent: number | undefined,
        options: OwnerOptions,
      ) => {
        const client = await connectAsOwner(targetOf(options, env));
        const { id } = await findDevice(client, typed);
        if (action === 'forget') {
          await client.call('forgetDevice', { path: { id } });
          return terminal.out(
            options.json ? toLine({ id, forgotten: true }) : `forgot ${id}; it must join again`,
          );
        }
        const change = action && changeOf(action, percent);
        const device = change
          ? await client.call('steerDevice', { path: { id }, body: change })
          : await client.call('device', { path: { id } });
        if (options.json) terminal.out(toLine(device));
        else for (const line of describeDevice(device)) terminal.out(line);
      },
    );
}

function changeOf(action: Exclude<Action, 'forget'>, percent: number | undefined) {
  if (action === 'release') return { quarantine: false } as const;
  if (action !== 'throttle') return { enabled: action === 'enable' };
  if (percent === undefined)
    throw new Problem(
      'bad-request',
      'throttle needs a number',
      'Give a percentage from 0 to 100, such as `covey device NAME throttle 50`.',
    );
  return { throttle: percent / 100 };
}

async function findDevice(client: Client, typed: string): Promise<DeviceView> {
  const found = findByIdOrName(await client.call('devices'), typed);
  if (found === 'none')
    throw new Problem(
      'not-found',
      `there is no device ${JSON.stringify(typed)}`,
      '`covey devices` lists them.',
    );
  if (found === 'several')
    throw new Problem(
      'bad-request',
      `several devices are called or begin with ${JSON.stringify(typed)}`,
      'Give the whole id, as `covey devices --json` shows it.',
    );
  return found;
}

function describeDevice(device: DeviceView): string[] {
  const { kind, os, cores, gpu } = device.capabilities;
  return [
    `${escapeText(device.name)}  (${device.id})`,
    `${kind} with ${escapeText(os)}, ${cores} cores${gpu ? ' and a GPU' : ''}; ${stateOf(device)}, throttle ${formatPercent(device.throttle)}`,
    escapeText(device.quarantine === null ? device.sentence : `in quarantine: ${device.quarantine}`),
    `${device.chunksDone} chunks in ${formatSeconds(device.cpuSeconds)} of compute time, ${device.leased} chunks out, ${device.rate.toFixed(1)} per second now`,
  ];
}

function stateOf(device: DeviceView): string {
  if (device.quarantine !== null) return 'quarantine';
  if (!device.enabled) return 'disabled';
  return device.connected ? 'connected' : 'away';
}
