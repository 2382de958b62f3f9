// The address by which one origin of this browser hands a device over to another: the one-time token and what the person set, in the fragment,
// which no server sees. A mark that only the same browser has at both origins (cookies ignore the scheme) tells a person's own move from a
// link that somebody sent: without the mark the new origin asks before it takes over.
import { toBase64Url } from '#shared/platform/browser/base64url.ts';
import { readSettings } from '#shared/platform/browser/settings-store.ts';
import type { PersonSettings } from '#shared/runtime/contribution-view.ts';

const MARK_COOKIE = 'covey-moving';
const MARK_SECONDS = 120;

export interface ArrivingHandover {
  token: string;
  mark: string;
  settings?: PersonSettings;
}

export function makeMark(): string {
  return toBase64Url(crypto.getRandomValues(new Uint8Array(12)));
}

export function writeHandover(origin: string, token: string, mark: string, settings: PersonSettings): string {
  const { state, throttle, threads, whenHidden } = settings;
  const said = { h: token, m: mark, state, throttle: String(throttle), threads: String(threads), whenHidden };
  return `${origin}/j#${new URLSearchParams(said)}`;
}

/** Null for the fragment of anything else. Settings that cannot be read are left out. */
export function readHandover(fragment: string): ArrivingHandover | null {
  const said = new URLSearchParams(fragment.replace(/^#/, ''));
  const token = said.get('h');
  if (!token) return null;
  const settings = readSettings({
    state: said.get('state'),
    throttle: Number(said.get('throttle') ?? Number.NaN),
    threads: Number(said.get('threads') ?? Number.NaN),
    whenHidden: said.get('whenHidden'),
  });
  return { token, mark: said.get('m') ?? '', ...(settings && { settings }) };
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
