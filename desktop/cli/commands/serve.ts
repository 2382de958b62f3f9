// `covey serve`: this process becomes the coordinator. It shows the ways in, contributes through a child process, and drains on SIGTERM
// or Ctrl-C. `covey start` is the same for a person at a screen: it always opens the owner's page.
import { Option, type Command } from 'commander';
import { openPage } from '../../host/open-page.ts';
import { join } from 'node:path';
import { startOwnDevice, type OwnDevice } from '../../host/own-device.ts';
import { dataDirectory, defaultName, fromWhereTheyStand } from '../../host/places.ts';
import { Problem } from '../../host/problem.ts';
import { startCoordinator, type RunningCoordinator, type TlsChoice } from '../../host/start-coordinator.ts';
import { onStopSignal, Stopped } from '../../host/stop-signals.ts';
import { dataOption, jsonOption, withDeviceOptions, type CommandContext } from '../command-context.ts';
import { logTo } from '../output/coordinator-log.ts';
import { runningJson, toLine } from '../output/json.ts';
import { describeWaysIn, pinFor } from '../output/ways-in.ts';
import { type LimitOptions, limitsOf, withLimitOptions } from '../limit-options.ts';
import { readWhole } from '../read-option.ts';

interface ServeOptions extends LimitOptions {
  port: number;
  host: string;
  data?: string;
  publicUrl?: string;
  trustProxy?: string;
  tunnel?: boolean;
  discovery: boolean;
  open: boolean;
  contribute: boolean;
  tls: boolean;
  tlsCert?: string;
  tlsKey?: string;
  json?: boolean;
  allowHost?: string[];
}

const INVITE = { uses: 40, minutes: 15 };

export function addServe(program: Command, context: CommandContext): void {
  const serve = withServeOptions(
    program.command('serve').description('run the coordinator of a swarm on this computer'),
  );
  serve.action((options: ServeOptions) => runServe(options, context));
  const start = withServeOptions(
    program.command('start').description('run the coordinator and open its page (what `npm start` does)'),
  );
  start.action((options: ServeOptions) => runServe(options, context));
}

function withServeOptions(command: Command): Command {
  command
    .addOption(
      new Option('--port <n>', 'TCP port; a busy one is an error')
        .env('COVEY_PORT')
        .default(8787)
        .argParser(readWhole(0, 65_535)),
    )
    .addOption(
      new Option('--host <address>', 'where to listen; 127.0.0.1 to stay alone')
        .env('COVEY_HOST')
        .default('0.0.0.0', 'all interfaces, so that phones reach it'),
    )
    .addOption(
      new Option('--allow-host <names>', 'names under which it may be opened, besides its own; repeatable')
        .env('COVEY_ALLOW_HOST')
        .argParser(addNames),
    )
    .addOption(dataOption())
    .addOption(
      new Option(
        '--public-url <url>',
        'where people open it, if a proxy or a name of your own leads here',
      ).env('COVEY_PUBLIC_URL'),
    )
    .addOption(
      new Option(
        '--trust-proxy <who>',
        'believe X-Forwarded-* from these addresses or networks, from loopback, or from this many proxies',
      ).env('COVEY_TRUST_PROXY'),
    )
    .addOption(
      new Option('--tunnel', 'a way in from the internet through an installed cloudflared').env(
        'COVEY_TUNNEL',
      ),
    )
    .option('--no-discovery', 'do not make it known on the network')
    .option('--no-open', 'do not open the owner’s page in a browser')
    .option('--no-contribute', 'do not compute on this computer')
    .addOption(
      new Option('--tls-cert <file>', 'answer https with this certificate (PEM, with those above it)').env(
        'COVEY_TLS_CERT',
      ),
    )
    .addOption(new Option('--tls-key <file>', 'the key of that certificate (PEM)').env('COVEY_TLS_KEY'))
    .option('--no-tls', 'speak http alone, and make no certificate authority')
    .addOption(jsonOption());
  return withLimitOptions(withDeviceOptions(command));
}

const addNames = (typed: string, before: string[] = []) => [
  ...before,
  ...typed.split(/[\s,]+/).filter((name) => name !== ''),
];

async function runServe(options: ServeOptions, { terminal, env }: CommandContext): Promise<void> {
  const dataDir = dataDirectory(options.data, env);
  const tls = readTlsChoice(options, env);
  const stopping = new AbortController();
  const stopped = Promise.withResolvers<'stopped'>();
  const release = onStopSignal((signal) => {
    stopped.resolve('stopped');
    stopping.abort(new Stopped(signal));
  });
  const coordinator = await startCoordinator({
    port: options.port,
    host: options.host,
    dataDir,
    discovery: options.discovery,
    ...(options.publicUrl !== undefined && { publicUrl: options.publicUrl }),
    ...(options.trustProxy !== undefined && { trustProxy: options.trustProxy }),
    ...(options.tunnel !== undefined && { tunnel: options.tunnel }),
    withPages: true,
    tls,
    ...(options.allowHost !== undefined && { allowHosts: options.allowHost }),
    log: logTo(terminal),
    signal: stopping.signal,
    onWait: () =>
      terminal.say(
        `covey: the coordinator that runs on ${dataDir} does not answer; taking over when its time has run out`,
      ),
  });
  let device: OwnDevice | undefined;
  try {
    const invite = await coordinator.createInvite(INVITE);
    const setupUrl = coordinator.makeSetupUrl();
    if (options.json) {
      terminal.out(toLine(runningJson(coordinator, invite)));
    } else
      for (const line of describeWaysIn({
        coordinator,
        invite,
        pin: pinFor(coordinator.addresses, coordinator.tls.fingerprint),
        setupUrl,
        colors: terminal.colors,
        now: Date.now(),
      }))
        terminal.out(line);
    if (options.contribute)
      device = contribute(coordinator, options, (text) => terminal.say(`covey: ${text}`));
    if (options.open) await openPage(setupUrl);
    if (
      (await Promise.race([stopped.promise, coordinator.fenced.then(() => 'fenced' as const)])) === 'stopped'
    )
      return;
    throw new Problem(
      'fenced',
      `another coordinator took over ${dataDir}; this one serves nothing any more`,
      'Talk to the other one. Nothing that was acknowledged is lost.',
    );
  } finally {
    await device?.stop();
    await coordinator.stop();
    release();
  }
}

/** @throws Problem when half of a pair is given. */
export function readTlsChoice(
  { tls, tlsCert, tlsKey }: Pick<ServeOptions, 'tls' | 'tlsCert' | 'tlsKey'>,
  env: NodeJS.ProcessEnv,
): TlsChoice {
  if (!tls) return { kind: 'none' };
  if (tlsCert === undefined && tlsKey === undefined) return { kind: 'local-ca' };
  if (tlsCert === undefined || tlsKey === undefined)
    throw new Problem(
      'bad-request',
      `--tls-${tlsCert === undefined ? 'key' : 'cert'} was given alone`,
      'A certificate needs its key: give both --tls-cert and --tls-key.',
    );
  return {
    kind: 'own',
    certFile: fromWhereTheyStand(tlsCert, env),
    keyFile: fromWhereTheyStand(tlsKey, env),
  };
}

function contribute(
  coordinator: RunningCoordinator,
  options: ServeOptions,
  warn: (text: string) => void,
): OwnDevice {
  const device = startOwnDevice({
    order: {
      url: coordinator.url,
      name: defaultName(),
      dataDir: join(coordinator.dataDir, 'own-device'),
      limits: limitsOf(options),
      forgetLimits: options.defaultLimits === true,
    },
    makeToken: async () => (await coordinator.createInvite({ uses: 1, minutes: 1 })).token,
    onEvent: (event) =>
      event.type === 'line' && event.line.tone === 'warning'
        ? warn(`this computer: ${event.line.text}`)
        : undefined,
    onTrouble: warn,
  });
  device.started.catch((error: Error) => warn(`this computer does not contribute: ${error.message}`));
  return device;
}
