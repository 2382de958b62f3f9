// `covey join`: this computer contributes to somebody's swarm until it is told to stop, and hands its work back first.
import { join } from 'node:path';
import { Option, type Command } from 'commander';
import type { ContributionEvent, ContributionStatus } from '../../../shared/runtime/contribution-view.ts';
import {
  type DeviceDirectory,
  takeDeviceDirectory,
  takeKnownDirectory,
} from '../../host/device-directory.ts';
import { type JoinTarget, readJoinTarget } from '../../host/join-link.ts';
import { dataDirectory, defaultName, kernelsDir } from '../../host/places.ts';
import { type Problem, RefusedProblem } from '../../host/problem.ts';
import { checkProvider } from '../../host/provider-rules.ts';
import { onStopSignal } from '../../host/stop-signals.ts';
import {
  caOption,
  dataOption,
  jsonOption,
  withDeviceOptions,
  type CommandContext,
} from '../command-context.ts';
import { chooseCoordinator } from '../browse.ts';
import { describeLimits, type LimitOptions, limitsOf, withLimitOptions } from '../limit-options.ts';
import { printService } from '../print-service.ts';
import { escapeText } from '../../../shared/contract/escape-text.ts';
import { formatPercent } from '../output/format.ts';
import { toLine } from '../output/json.ts';
import { tableOf } from './discover.ts';
import type { Terminal } from '../output/terminal.ts';

export interface JoinOptions extends LimitOptions {
  code?: string;
  ca?: string;
  name?: string;
  data?: string;
  json?: boolean;
  install?: boolean;
  providerAllows?: boolean;
}

export function addJoin(program: Command, context: CommandContext): void {
  const command = program
    .command('join')
    .description('compute for a swarm on this computer until stopped')
    .argument(
      '[url]',
      'the link that the coordinator shows, or its address with --code; left out: one on this network, which is asked to let this device in',
    )
    .option(
      '--code <code>',
      'the code that the coordinator shows; not needed by a device that joined before',
    );
  withJoinOptions(command).action((typed: string | undefined, options: JoinOptions) =>
    runJoin(typed, options, context),
  );
}

/** All but where to, and the way in. */
export function withJoinOptions(command: Command): Command {
  command
    .addOption(caOption())
    .addOption(new Option('--name <name>', 'what this device is called').env('COVEY_NAME'))
    .addOption(dataOption())
    .addOption(jsonOption())
    .option(
      '--install',
      'join, then print a user service (systemd or launchd) for it instead of computing now',
    )
    .option('--provider-allows', 'compute also where the provider’s terms forbid it, such as on free Colab');
  return withLimitOptions(withDeviceOptions(command));
}

export async function runJoin(
  typed: string | undefined,
  options: JoinOptions,
  context: CommandContext,
): Promise<void> {
  const { terminal, env } = context;
  const notice = checkProvider(env, options.providerAllows === true);
  if (notice !== null) terminal.say(`take note: ${notice}`);
  const target =
    typed === undefined
      ? await seekTarget(options, context)
      : readJoinTarget(typed, options.code, options.ca);
  const stopped = Promise.withResolvers<void>();
  // A refusal may come before anybody waits for it.
  stopped.promise.catch(() => undefined);
  const release = onStopSignal(() => stopped.resolve());
  const directory = await takeDirectory(join(dataDirectory(options.data, env), 'devices'), target, options);
  try {
    if (options.install) return await printService(target, directory.path, options, context);
    const { startNodeContribution } =
      await import('../../../shared/platform/node/start-node-contribution.ts');
    const { name = defaultName() } = options;
    const contribution = await startNodeContribution({
      url: target.url,
      ...(target.pin !== undefined && { pin: target.pin }),
      dataDir: directory.path,
      kernelsDir,
      ...(target.join && { join: target.join }),
      name,
      limits: limitsOf(options),
      forgetLimits: options.defaultLimits === true,
      onEvent: (event) => {
        if (options.json) terminal.out(toLine(event));
        else show(event, terminal);
        const refusal = refusalIn(event);
        if (refusal) stopped.reject(refusal);
      },
    });
    const { deviceId, words } = contribution;
    const { settings } = contribution.contribution.status();
    if (!options.json) terminal.say(`limits of this computer: ${describeLimits(settings)}`);
    const knocks = target.join !== null && 'knock' in target.join;
    if (options.json)
      terminal.out(toLine({ type: 'started', deviceId, url: target.url, ...(knocks && { words }) }));
    else if (knocks)
      terminal.say(`If the owner is asked to let this device in, both screens show the same words: ${words}`);
    try {
      await stopped.promise;
      terminal.status('handing work back');
    } finally {
      await contribution.stop();
      terminal.clearStatus();
    }
  } finally {
    await directory.release();
    release();
  }
}

/** A coordinator that makes itself known on this network: come in by the code, or knock and wait to be let in. */
async function seekTarget({ code, ca }: JoinOptions, context: CommandContext): Promise<JoinTarget> {
  const { name, url, fingerprint } = await chooseCoordinator(context, tableOf);
  context.terminal.say(`joining ${escapeText(name)} at ${url}`);
  const pin = ca ?? fingerprint;
  return { url, join: code === undefined ? { knock: true } : { code }, ...(pin && { pin }) };
}

/** Somebody who gives neither a name nor a way in means the device that joined there before, whatever it was called. */
async function takeDirectory(
  base: string,
  { url, pin, join: wayIn }: JoinTarget,
  { name }: JoinOptions,
): Promise<DeviceDirectory> {
  if (name === undefined && (wayIn === null || 'knock' in wayIn)) {
    const { findServer } = await import('../../../shared/platform/node/join-swarm.ts');
    const { hasJoined } = await import('../../../shared/platform/node/node-identity.ts');
    const { openReach, pinCoordinator } = await import('../../../shared/platform/node/pinned-tls.ts');
    const server = await findServer(pin === undefined ? openReach(url) : await pinCoordinator(url, pin));
    const known = await takeKnownDirectory(base, (path) => hasJoined(path, server));
    if (known) return known;
  }
  return await takeDeviceDirectory(base, name);
}

/** The coordinator will not have this device any more; trying again is of no use. */
function refusalIn(event: ContributionEvent): Problem | null {
  if (event.type !== 'status' || event.status.connection !== 'refused') return null;
  return new RefusedProblem(
    'device-unknown',
    `the coordinator does not accept this device: ${event.status.sentence}`,
    'Join again with a new code.',
  );
}

function show(event: ContributionEvent, terminal: Terminal): void {
  if (event.type === 'status') return terminal.status(describeStatus(event.status));
  const { at, text, tone } = event.line;
  terminal.say(
    `${new Date(at).toISOString().slice(11, 19)} ${tone === 'warning' ? '! ' : ''}${escapeText(text)}`,
  );
}

export function describeStatus(status: ContributionStatus): string {
  const sentence = escapeText(status.sentence);
  if (status.connection !== 'connected' || status.jobName === '') return sentence;
  const rate = `${status.rate.toPrecision(2)} chunks/s`;
  return `${sentence}: ${escapeText(status.jobName)}, ${rate}, ${formatPercent(status.duty)} of ${status.settings.threads} threads, ${status.chunksDone} done`;
}
