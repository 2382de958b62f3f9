// The escape cases as one script of an owner: item number i tries way i and returns what became of it. The same text runs in every
// compute thread through the real runner, and without any wall in a control.
import { type EscapeCase, escapeCases } from './escape-cases.ts';

export interface EscapeTarget {
  /** Counts who comes. */
  url: string;
  host: string;
  port: number;
  /** The app's origin, or whatever the thread came from. */
  home: string;
}

/** `open`, or the name and the words of the error. */
export type EscapeOutcome = string;

/** An expression: a list of async functions of (to, opened). `require` is Node's, where there is one. */
const attempts = (cases: readonly EscapeCase[]) =>
  `[${cases.map(({ code }) => `async (to, opened) => {\n${code}\n}`).join(',')}]`;

/** Waits for one of two events, or says after a while that neither came. */
const opened = `(make, good, bad) => new Promise((resolve, reject) => {
  const thing = make();
  thing[good] = () => resolve();
  thing[bad] = (event) => { event?.preventDefault?.(); reject(new Error('refused')); };
  setTimeout(() => reject(new Error('nothing happened')), 1500);
})`;

/** An expression: (i, to) => Promise of the outcome of case i. */
const tryCase = `async (i, to) => {
  try {
    await attempts[i](to, opened);
    return 'open';
  } catch (error) {
    try { return String(error?.name ?? 'error') + ': ' + String(error?.message ?? error).slice(0, 200); } catch { return 'error'; }
  }
}`;

/** One CommonJS module, as a job's code. Its params are the target. */
export const escapeModule = (): string =>
  `const attempts = ${attempts(escapeCases)};\nconst opened = ${opened};\nconst tryCase = ${tryCase};\nexports.default = (i, to) => tryCase(i, to);\n`;

/** An expression whose value is `(to, from?, tell?) => Promise<outcome[]>`, for a realm without the wall. `tell` hears each outcome as it comes. */
export const escapeControl = (): string =>
  `(async (to, from = 0, tell = () => {}) => { const attempts = ${attempts(escapeCases)}; const opened = ${opened}; const tryCase = ${tryCase};
    const within = (promise) => Promise.race([promise, new Promise((resolve) => setTimeout(() => resolve('Error: nothing happened for 4 s'), 4000))]);
    const found = [];
    for (let i = from; i < attempts.length; i++) {
      found.push(await within(tryCase(i, to)));
      tell(found.at(-1));
    }
    return found; })`;

/** What a runtime (or, of WebTransport, the server beside it) does not have at all fails in its control with one of these. */
const ABSENT =
  /is not defined|is not a constructor|is not a function|of undefined|ERR_UNKNOWN_BUILTIN|undefined is not|can't access property .* is undefined|NotSupportedError|Can't find variable|No such built-in module|Failed to resolve module specifier|default ESM loader|must be of type function|imported module: node:|Opening handshake failed/;

export interface EscapeReport {
  /** Got out. */
  open: string[];
  /** Closed in the wall, open without it. */
  held: string[];
  /** Not there without the wall either: nothing is shown by its failing. */
  absent: string[];
  /** Failed without the wall for another reason than being absent: the case itself is in question. */
  doubtful: string[];
}

export function judgeEscapes(
  walled: readonly (EscapeOutcome | undefined)[],
  control: readonly EscapeOutcome[],
  /** Ways that the runtime gives everybody and that lead nowhere: named here with the reason. */
  harmless: Readonly<Record<string, string>> = {},
  /** What the runtime does not have, where it says so in words that could mean something else: named here with the reason. */
  lacking: Readonly<Record<string, string>> = {},
): EscapeReport {
  const report: EscapeReport = { open: [], held: [], absent: [], doubtful: [] };
  for (const [i, { name }] of escapeCases.entries()) {
    const inside = walled[i] ?? 'the thread was ended';
    const outside = control[i] ?? 'was not tried';
    if (inside === 'open' && !(name in harmless)) report.open.push(name);
    else if (outside === 'open') report.held.push(name);
    else if (ABSENT.test(outside) || name in lacking) report.absent.push(name);
    else report.doubtful.push(`${name} (${outside})`);
  }
  return report;
}
