// What dock mode says, and where its words stand: they wander, so that they burn into no screen. Pure.
import { locale } from '#lib/messages/t.ts';
import type { Readings } from '#shared/governor/readings.ts';

/** Why a browser cannot have it; undefined: it can. */
export function dockRefusal(isSecure: boolean, hasWakeLock: boolean): string | undefined {
  if (hasWakeLock) return undefined;
  return isSecure
    ? 'This browser cannot keep the screen on, so dock mode would go dark with it.'
    : 'Over plain http no browser may keep the screen on. Turn on Turbo first, then dock mode is here.';
}

/** What the dock asks of whoever walks by; undefined: nothing. */
export function plugWish({ charging, battery }: Readings): string | undefined {
  if (charging !== false) return undefined;
  return battery === undefined ? 'Plug me in' : `Plug me in, ${Math.round(battery)} %`;
}

/** How long the words stay in one place. */
export const STAND_MS = 30_000;

/** A round in so many places; the two have no common factor, so that the path closes only after all of them. */
const ACROSS = 11;
const DOWN = 16;

export interface Place {
  /** Share of the room that is left beside the words, -1 to 1. */
  x: number;
  y: number;
}

/** The place for a time, UTC ms. Neighbouring places are near each other. */
export function placeAt(time: number): Place {
  const step = Math.floor(time / STAND_MS);
  const wave = (period: number) => Math.sin(((step % period) / period) * 2 * Math.PI);
  return { x: wave(ACROSS), y: wave(DOWN) };
}

/** `07:05`, in the person's own way of writing it. */
export const dockTime = (time: number, language = locale()) =>
  new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit' }).format(time);

/** Until the clock shows something else. */
export const untilNextMinute = (time: number) => 60_000 - (time % 60_000);
