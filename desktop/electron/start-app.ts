// The tray app from start to end: what must happen before Electron is ready, then each part in order, then what leads out. Reads as a list; each
// part is a file of its own.
import { pathToFileURL } from 'node:url';
import { openBuiltInScripts } from '../../shared/platform/node/built-in-scripts.ts';
import { nodeClock } from '../../shared/platform/node/node-clock.ts';
import { openIdentities } from '../../shared/platform/node/node-identity.ts';
import { createNodeLink } from '../../shared/platform/node/node-link.ts';
import { type LogFile, openLogFile } from '../host/log-file.ts';
import { openStateFile, type StateFile } from '../host/state-file.ts';
import { FIRST_KEPT, Kept } from './app-state.ts';
import { openAccount } from './link/device-account.ts';
import { findSeal } from './link/seal-key.ts';
import type { AppParts } from './app-parts.ts';
import { type AppCore, assembleApp } from './assemble-app.ts';
import { HIDDEN_ARGUMENT, startsHidden } from './set-login.ts';
import { DEEP_SCHEME, findDeepLink, readDeepLink } from './tray/deep-link.ts';
import type { Newest, Updater } from './update/updater.ts';
import { readUpdateSource } from './update/update-source.ts';
import { hardenContents, hardenSession } from './windows/harden.ts';
import { APP_ORIGIN, APP_SCHEME, openShell } from './windows/serve-shell.ts';
import { APP_PARTITION } from './windows/window-options.ts';

/** How long handing back may take when somebody quits, and when the system shuts down and does not wait long. */
const QUIT_MS = 6_000;
const SHUTDOWN_MS = 2_500;
/** Windows asks before it ends a session, and does not tell when somebody said no: so long after the question nothing ends any more. */
const ASKED_MS = 30_000;

/** Null when the program runs already: that one was told, and this one ends. */
export async function startApp(parts: AppParts): Promise<AppCore | null> {
  const { electron, places, platform, argv, clock = nodeClock } = parts;
  const { app, powerMonitor } = electron;
  const began: { core?: AppCore; links: string[] } = { links: [] };
  const openLink = (link: string | null) => {
    if (link === null) return;
    if (began.core) began.core.prefill(link);
    else began.links.push(link);
  };

  // before it is ready
  app.enableSandbox();
  electron.protocol.registerSchemesAsPrivileged([
    {
      scheme: APP_SCHEME,
      privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
    },
  ]);
  if (platform === 'win32') app.setAppUserModelId('org.covey.tray');
  if (!app.requestSingleInstanceLock()) {
    app.quit();
    return null;
  }
  app.setAsDefaultProtocolClient(DEEP_SCHEME);
  app.on('second-instance', (_event, otherArgv) => {
    const link = findDeepLink(otherArgv);
    if (link !== null) openLink(link);
    else if (!otherArgv.includes(HIDDEN_ARGUMENT)) began.core?.openFirstScreen();
  });
  app.on('open-url', (event, url) => {
    event.preventDefault();
    openLink(readDeepLink(url));
  });
  // macOS: it was opened again, from its folder or by its name
  app.on('activate', () => began.core?.openFirstScreen());
  // it lives in the tray
  app.on('window-all-closed', () => undefined);
  app.on('web-contents-created', (_event, contents) =>
    hardenContents(contents, (id) => began.core?.originOf(id) ?? null),
  );
  app.on('certificate-error', (event, _contents, _url, _error, _certificate, answer) => {
    event.preventDefault();
    answer(false);
  });
  await app.whenReady();

  // what it knows from before
  const log = openLogFile(places.logFile, { now: () => new Date(clock.utc()) });
  const kept = await openStateFile(places.stateFile, Kept, FIRST_KEPT, (text) => log.write('warning', text));
  const seal = await findSeal(electron.safeStorage, platform);
  const identities = await openIdentities(places.deviceDir, seal ?? undefined);
  const session = electron.sessionOf(APP_PARTITION);
  hardenSession(session, APP_ORIGIN);
  session.setCertificateVerifyProc((_request, answer) => answer(-2)); // pages of ours load nothing over a network
  const serve = await openShell(places.appDir);
  session.protocol.handle(APP_SCHEME, (request) => serve(request));

  const updater = await openUpdates(parts, kept, log);
  const core = assembleApp({
    ...parts,
    updater,
    clock,
    log,
    kept,
    account: openAccount(identities, kept),
    scripts: await openBuiltInScripts(places.kernelsDir),
    connect: createNodeLink,
    secrets: seal ? 'system' : 'plain',
    leave: (last) => void leave(QUIT_MS, last),
    sessionAsked: () => askedToEnd(),
    sessionEnds: () => endSession(),
  });
  began.core = core;
  log.write('info', `Covey ${app.getVersion()} started from ${pathToFileURL(parts.execPath).pathname}`);

  // what leads out
  let leaving: Promise<void> | undefined;
  let hasLeft = false;
  let isAsked = false;
  let cancelAsked = () => {};
  const forgetAsked = () => {
    cancelAsked();
    isAsked = false;
  };
  const leave = (withinMs: number, last = () => app.quit()) => {
    forgetAsked();
    return (leaving ??= core.stop(withinMs).finally(() => {
      hasLeft = true;
      last();
    }));
  };
  app.on('before-quit', (event) => {
    if (hasLeft) return;
    event.preventDefault();
    void leave(QUIT_MS);
  });
  const endSession = () => {
    if (!hasLeft) void leave(SHUTDOWN_MS);
  };
  const askedToEnd = () => {
    if (leaving) return;
    if (!isAsked) core.sleep(); // each window is asked
    forgetAsked();
    isAsked = true;
    cancelAsked = clock.after(ASKED_MS, () => {
      isAsked = false;
      core.wake();
    });
  };
  // the listener's event can hold the shutdown up, which Electron's types do not say; Windows says it to windows instead
  powerMonitor.on('shutdown', ((event?: { preventDefault?: () => void }) => {
    if (!hasLeft) event?.preventDefault?.();
    endSession();
  }) as () => void);
  powerMonitor.on('suspend', () => {
    forgetAsked(); // it wakes when the system does
    core.sleep();
  });
  powerMonitor.on('resume', () => core.wake());
  powerMonitor.on('lock-screen', () => core.locked(true));
  powerMonitor.on('unlock-screen', () => core.locked(false));
  powerMonitor.on('speed-limit-change', ({ limit }) => core.speedLimited(limit));

  core.start();
  openLink(findDeepLink(argv));
  for (const link of began.links.splice(0)) openLink(link);
  if (!startsHidden(app, platform, argv) && findDeepLink(argv) === null) core.openFirstScreen();
  return core;
}

/** Without updates where none were packed, or what was packed cannot be used: the app is more than its updates. */
async function openUpdates(
  { places, openUpdater }: AppParts,
  kept: StateFile<Kept>,
  log: LogFile,
): Promise<Updater | null> {
  const newest: Newest = {
    seen: () => kept.value.newestUpdate,
    keep: (version) => void kept.change({ newestUpdate: version }),
  };
  try {
    const source = await readUpdateSource(places.updateSource);
    return source && (await openUpdater(source, newest, log.write));
  } catch (error) {
    log.write('error', `no updates: ${String(error)}`);
    return null;
  }
}
