// Which files hold words of the app's screens.
import { globSync } from 'node:fs';

/** By its path in the repository. */
export const hasMessages = (file: string) =>
  /^app\/(lib|routes)\/.*\.(svelte|ts)$/.test(file) &&
  !/\.test\.ts$|\.d\.ts$/.test(file) &&
  !file.startsWith('app/lib/messages/');

export const messageSources = (root: string): string[] =>
  globSync('app/{lib,routes}/**/*.{svelte,ts}', { cwd: root }).filter(hasMessages).toSorted();
