// The address by which one origin of this browser hands a device over to another: the one-time token and what the person set, in the fragment,
// which no server sees. A mark that only the same browser has at both origins (cookies ignore the scheme) tells a person's own move from a
// link that somebody sent: without the mark the new origin asks before it takes over.
import { toBase64Url } from '#shared/platform/browser/base64url.ts';
import { type KeptSettings, readKept, toKept } from '#shared/runtime/kept-settings.ts';
import type { PersonSettings } from '#shared/runtime/contribution-view.ts';

const MARK_COOKIE = 'covey-moving';
const MARK_SECONDS = 120;

export interface ArrivingHandover {
  token: string;
  mark: string;
  settings?: KeptSettings;
}

export function makeMark(): string {
  return toBase64Url(crypto.getRandomValues(new Uint8Array(12)));
}

export function writeHandover(origin: string, token: string, mark: string, settings: PersonSettings): string {
  const said = { h: token, m: mark, s: JSON.stringify(toKept(settings)) };
  return `${origin}/j#${new URLSearchParams(said)}`;
}

/** Null for the fragment of anything else. Settings that cannot be read are left out. */
export function readHandover(fragment: string): ArrivingHandover | null {
  const said = new URLSearchParams(fragment.replace(/^#/, ''));
  const token = said.get('h');
  if (!token) return null;
  const settings = readKept(parseJson(said.get('s') ?? ''));
  return { token, mark: said.get('m') ?? '', ...(settings && { settings }) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function leaveMark(document: Pick<Document, 'cookie'>, mark: string): void {
  document.cookie = `${MARK_COOKIE}=${mark}; path=/j; max-age=${MARK_SECONDS}; SameSite=Strict`;
}

/** Whether this browser left `mark`. It is good once. */
export function takeMark(document: Pick<Document, 'cookie'>, mark: string): boolean {
  const found = mark !== '' && document.cookie.split(/;\s*/).includes(`${MARK_COOKIE}=${mark}`);
  document.cookie = `${MARK_COOKIE}=; path=/j; max-age=0; SameSite=Strict`;
  return found;
}
