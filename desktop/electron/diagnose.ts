// What was found of this computer and what stayed unknown, for the page that helps people to find out why it rests. Pure.
import type { Diagnosis, Finding, UpdateView } from '../../shared/contract/desktop-view.ts';
import type { ReadingName } from '../../shared/governor/readings.ts';

export interface DiagnosisParts {
  platform: NodeJS.Platform;
  readings: ReadonlyMap<ReadingName, { value: unknown; at: number }>;
  now: number;
  version: string;
  /** Only tests have others. */
  versions?: Partial<Record<'electron' | 'chrome' | 'node', string>>;
  secrets: 'system' | 'plain';
  update: UpdateView;
  logFile: string;
  dataDir: string;
}

interface Asked {
  name: ReadingName;
  what: string;
  /** By system; left out: nothing is asked there. */
  source: Partial<Record<NodeJS.Platform, string>>;
  say?(value: unknown): string;
}

const percent = (value: unknown) => `${Math.round(Number(value))} %`;
const degrees = (value: unknown) => `${Math.round(Number(value))} °C`;
const yesOrNo = (value: unknown) => (value === true ? 'yes' : 'no');
const idle = { linux: 'Electron (X11 or the desktop’s screen saver)', darwin: 'Electron', win32: 'Electron' };

const asked: readonly Asked[] = [
  {
    name: 'charging',
    what: 'Power from outside',
    source: {
      linux: '/sys/class/power_supply, every 0.5 s',
      darwin: 'Electron, every 0.5 s',
      win32: 'Electron, every 0.5 s',
    },
    say: yesOrNo,
  },
  {
    name: 'battery',
    what: 'Battery',
    source: { linux: '/sys/class/power_supply, every 0.5 s' },
    say: percent,
  },
  {
    name: 'temperature',
    what: 'Processor',
    source: { linux: '/sys/class/hwmon, else /sys/class/thermal, every 5 s' },
    say: degrees,
  },
  { name: 'criticalTemperature', what: 'Its maker’s limit', source: { linux: 'the same' }, say: degrees },
  { name: 'thermal', what: 'Heat in the system’s words', source: { darwin: 'Electron, every 5 s' } },
  {
    name: 'speedLimit',
    what: 'Clock that the system allows',
    source: { darwin: 'Electron, when it changes', win32: 'Electron, when it changes' },
    say: percent,
  },
  {
    name: 'otherCpu',
    what: 'Other programs',
    source: { linux: '/proc, every 10 s', darwin: 'ps, every 10 s' },
    say: (value) => percent(Number(value) * 100),
  },
  {
    name: 'idleSeconds',
    what: 'Nobody used it for',
    source: idle,
    say: (value) => `${Math.round(Number(value))} s`,
  },
  {
    name: 'metered',
    what: 'Network paid by the byte',
    source: { linux: 'NetworkManager, only where a limit needs it' },
    say: yesOrNo,
  },
];

export function diagnose({
  platform,
  readings,
  now,
  version,
  versions = process.versions,
  secrets,
  update,
  logFile,
  dataDir,
}: DiagnosisParts): Diagnosis {
  const sensors = asked.map(({ name, what, source, say = String }): Finding => {
    const from = source[platform];
    const read = readings.get(name);
    if (from === undefined) return { what, found: null, source: 'nothing to ask on this system' };
    if (!read || read.value === undefined) return { what, found: null, source: from };
    return { what, found: say(read.value), source: `${from}; ${sayAge(now - read.at)}` };
  });
  const fact = (what: string, found: string | undefined, source: string): Finding => ({
    what,
    found: found ?? null,
    source,
  });
  return {
    sensors,
    program: [
      fact('Covey', version, platform),
      fact('Newer version', sayUpdate(update), 'signed list of whoever made this package'),
      fact('Electron', versions.electron, 'this program'),
      fact('Chromium', versions.chrome, 'this program'),
      fact('Node', versions.node, 'this program'),
      fact(
        'This device’s key',
        secrets === 'system' ? 'in the system’s store of secrets' : 'in a file of yours',
        secrets === 'system' ? 'safeStorage' : 'the system keeps no secrets for programs',
      ),
      fact('Data', dataDir, 'on this computer'),
      fact('Log', logFile, 'on this computer'),
    ],
  };
}

const sayAge = (ms: number) => (ms < 2_000 ? 'just now' : `${Math.round(ms / 1000)} s ago`);

/** Undefined: not known. */
function sayUpdate(update: UpdateView): string | undefined {
  switch (update.state) {
    case 'none':
      return 'this package does not update itself';
    case 'off':
      return 'not looked for';
    case 'checking':
      return 'looking';
    case 'idle':
      return update.checkedAt === null ? undefined : 'none';
    case 'downloading':
      return `${update.version}, being fetched`;
    case 'ready':
      return `${update.version}, ready`;
    case 'failed':
      return update.trouble.message;
  }
}
