// Which step of the ladder this browser stands on, from what it was found able to do; never from its name. Pure.
//   Working ──https, warning accepted or trusted──▶ Turbo ──certificate trusted──▶ App (──installed──▶ nothing left to do)

export type Step = 'working' | 'turbo' | 'app';
export const STEPS = ['working', 'turbo', 'app'] as const;

/** A service worker is registered only where the certificate is really trusted, so it tells Turbo from App. */
export type WorkerState = 'unknown' | 'absent' | 'refused' | 'ready';

export interface LadderFacts {
  isSecureContext: boolean;
  worker: WorkerState;
  /** Whether the port answers https; null before the coordinator said so. */
  hasHttps: boolean | null;
  isInstalled: boolean;
  /** The browser offers to install this page. */
  canInstall: boolean;
  /** It does so by itself, once it may: where it does not, there is nothing to install from (a private window, an app that is there already). */
  offersInstall: boolean;
  /** This browser has finished a chunk: its person knows what it is that they would install. */
  hasWorked: boolean;
  /** They said “not now”. */
  isDismissed: boolean;
  isHttps: boolean;
  /** A tunnel's name, which ends with it. */
  isPassing: boolean;
  /** Opened by a number that may change: no place to install from. */
  isByAddress: boolean;
  /** A name to open it by instead. */
  lasting: string | null;
}

export type Next =
  /** Not asked yet, or nothing more to reach. */
  | 'nothing'
  | 'turbo'
  /** This coordinator speaks http alone. */
  | 'no-https'
  | 'trust'
  /** The browser keeps no service worker at all (a private window). */
  | 'no-worker'
  | 'name'
  /** Nothing to install from here, but it opens without a network. */
  | 'opens-offline'
  | 'install'
  /** Once offered, and refused. */
  | 'install-after-all'
  /** Where browsers do not offer it by themselves: from their menu. */
  | 'install-by-menu';

export function findStep({ isSecureContext, worker }: LadderFacts): Step {
  if (!isSecureContext) return 'working';
  return worker === 'ready' ? 'app' : 'turbo';
}

export function findNext(facts: LadderFacts): Next {
  const step = findStep(facts);
  if (step === 'working') return facts.hasHttps === null ? 'nothing' : facts.hasHttps ? 'turbo' : 'no-https';
  if (step === 'turbo')
    return facts.worker === 'refused' ? 'trust' : facts.worker === 'absent' ? 'no-worker' : 'nothing';
  if (facts.isInstalled) return 'nothing';
  return facts.hasWorked ? findInstall(facts) : 'opens-offline';
}

/** An app stays tied to its origin, so it is installed only from one that lasts. */
function findInstall(facts: LadderFacts): Next {
  if (!facts.isHttps || facts.isPassing) return 'opens-offline';
  if (facts.isByAddress) return facts.lasting === null ? 'opens-offline' : 'name';
  if (facts.offersInstall && !facts.canInstall) return 'opens-offline';
  if (facts.isDismissed) return 'install-after-all';
  return facts.canInstall ? 'install' : 'install-by-menu';
}
