// A device as a service of its person: the unit or property list that starts it, as text. Pure. No secret stands in it: the device's directory
// already holds its key, and the address of a coordinator is none.
import { Problem } from './problem.ts';

export interface ServiceOrder {
  /** The program and its arguments, paths absolute. */
  command: readonly string[];
  /** Letters, digits and dashes: several devices on one computer are several services. */
  name: string;
  /** What people see in lists of services. */
  description: string;
  home: string;
}

export interface ServiceFile {
  /** Where the system looks for it. */
  path: string;
  text: string;
  /** One command a line. */
  enable: readonly string[];
  disable: readonly string[];
  /** What else is good to know. */
  notes: readonly string[];
}

/** @throws Problem where there is neither systemd nor launchd. */
export function writeService(platform: NodeJS.Platform, order: ServiceOrder): ServiceFile {
  if (platform === 'linux') return systemdUnit(order);
  if (platform === 'darwin') return launchAgent(order);
  throw new Problem(
    'wrong-state',
    `--install knows systemd (Linux) and launchd (macOS), not ${platform}`,
    'On Windows use the tray app, which starts at login, or a task in Task Scheduler with the same command without --install.',
  );
}

function systemdUnit({ command, name, description, home }: ServiceOrder): ServiceFile {
  const unit = `${name}.service`;
  const folder = `${home}/.config/systemd/user`;
  return {
    path: `${folder}/${unit}`,
    text: [
      '[Unit]',
      `Description=${oneLine(description).replaceAll('%', '%%')}`,
      '# A coordinator may be away for days; the device waits for it.',
      'StartLimitIntervalSec=0',
      '',
      '[Service]',
      'Type=exec',
      `ExecStart=${command.map(quoteForSystemd).join(' ')}`,
      'Restart=on-failure',
      'RestartSec=10',
      '# A wrong command line, and a coordinator that does not take this device in: trying again mends neither.',
      'RestartPreventExitStatus=2 3',
      '# Only the device is told to stop: it hands its work back and ends its threads itself.',
      'KillMode=mixed',
      'TimeoutStopSec=30',
      'Nice=10',
      'UMask=0077',
      'NoNewPrivileges=yes',
      '',
      '[Install]',
      'WantedBy=default.target',
      '',
    ].join('\n'),
    enable: ['systemctl --user daemon-reload', `systemctl --user enable --now ${unit}`],
    disable: [`systemctl --user disable --now ${unit}`],
    notes: [
      `its log: journalctl --user -u ${unit} -f`,
      'to have it run while nobody is signed in: loginctl enable-linger',
    ],
  };
}

/** systemd.service(5), "COMMAND LINES": quotes and backslashes as in C, % and $ doubled. */
function quoteForSystemd(argument: string): string {
  const doubled = argument.replaceAll('%', '%%').replaceAll('$', '$$$$');
  if (/^[\w./:=@,+%$-]+$/.test(doubled)) return doubled;
  return `"${doubled.replaceAll(/["\\]/g, (sign) => `\\${sign}`).replaceAll('\n', '\\n')}"`;
}

function launchAgent({ command, name, description, home }: ServiceOrder): ServiceFile {
  const label = `org.covey.${name}`;
  const path = `${home}/Library/LaunchAgents/${label}.plist`;
  const log = `${home}/Library/Logs/${name}.log`;
  return {
    path,
    text: [
      '<?xml version="1.0" encoding="UTF-8"?>',
      '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">',
      `<!-- ${oneLine(description).replaceAll('--', '- -').replaceAll(/[<>&]/g, ' ')} -->`,
      '<plist version="1.0">',
      '<dict>',
      `  <key>Label</key><string>${escapeXml(label)}</string>`,
      '  <key>ProgramArguments</key>',
      '  <array>',
      ...command.map((argument) => `    <string>${escapeXml(argument)}</string>`),
      '  </array>',
      '  <key>RunAtLoad</key><true/>',
      '  <key>KeepAlive</key><dict><key>SuccessfulExit</key><false/></dict>',
      '  <key>ThrottleInterval</key><integer>10</integer>',
      '  <key>ExitTimeOut</key><integer>30</integer>',
      '  <key>ProcessType</key><string>Background</string>',
      '  <key>Umask</key><integer>63</integer>',
      `  <key>StandardErrorPath</key><string>${escapeXml(log)}</string>`,
      '</dict>',
      '</plist>',
      '',
    ].join('\n'),
    enable: [`launchctl bootstrap gui/$(id -u) '${path.replaceAll("'", String.raw`'\''`)}'`],
    disable: [`launchctl bootout gui/$(id -u)/${label}`],
    notes: [`its log: ${log}`],
  };
}

const oneLine = (text: string) => text.replaceAll(/\s+/g, ' ').trim();

const escapeXml = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
