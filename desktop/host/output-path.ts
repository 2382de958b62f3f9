// Where an output file goes. Its name comes from a coordinator and may be anything; what comes out is always a path below the
// directory the person named, one per output.
import { join } from 'node:path';

export interface OutputNames {
  /** A relative path that no other output of this job has. */
  take(name: string): string;
}

/** On `win32` also the characters and names that Windows forbids are replaced. */
export function outputNames(platform: NodeJS.Platform = process.platform): OutputNames {
  const taken = new Set<string>();
  const foldCase = platform === 'win32' || platform === 'darwin';
  return {
    take(name) {
      const wanted = safeRelativePath(name, platform);
      for (let number = 1; ; number++) {
        const candidate = number === 1 ? wanted : numbered(wanted, number);
        const key = foldCase ? candidate.normalize('NFC').toLowerCase() : candidate;
        if (taken.has(key)) continue;
        taken.add(key);
        return candidate;
      }
    },
  };
}

/** Drops what leads elsewhere (`/` at the start, `.`, `..`, a drive) and keeps the rest: `../a/b` becomes `a/b`. */
export function safeRelativePath(name: string, platform: NodeJS.Platform = process.platform): string {
  const windows = platform === 'win32';
  const parts = name
    .split(windows ? /[/\\]/ : '/')
    .map((part) => part.replaceAll('\0', '_'))
    .map((part) => (windows ? windowsName(part) : part))
    .filter((part) => part !== '' && part !== '.' && part !== '..');
  return parts.length === 0 ? 'output' : join(...parts);
}

function windowsName(part: string): string {
  // Windows forbids these and control characters
  const plain = part.replace(/[<>:"|?*\p{Cc}]/gu, '_').replace(/[. ]+$/, '');
  return /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(plain) ? `_${plain}` : plain;
}

/** `a.tar.gz` with 2 becomes `a (2).tar.gz`. */
function numbered(path: string, number: number): string {
  const slash = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1;
  const dot = path.indexOf('.', slash + 1);
  const end = dot === -1 ? path.length : dot;
  return `${path.slice(0, end)} (${number})${path.slice(end)}`;
}
