// Opens a page in the person's browser where there is a screen to show it on. Failing to is never an error: the link is printed too.

/** Whether a browser opened from here would be seen by who started this. */
export function hasScreen(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): boolean {
  if (env['CI'] || env['SSH_CONNECTION'] || env['SSH_TTY']) return false;
  return platform !== 'linux' || Boolean(env['DISPLAY'] || env['WAYLAND_DISPLAY']);
}

/** @returns whether a browser was started. */
export async function openPage(url: string): Promise<boolean> {
  if (!hasScreen()) return false;
  const { default: open } = await import('open');
  return open(url).then(
    (child) => {
      child.once('error', () => undefined);
      child.unref();
      return true;
    },
    () => false,
  );
}
