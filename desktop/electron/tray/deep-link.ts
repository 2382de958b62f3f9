// `covey://join?to=<join link>`: what a page, a letter or another program may hand to the tray app. It fills in a form and does nothing else; whether
// to join is for the person to say. Pure.

export const DEEP_SCHEME = 'covey';
const MOST_LETTERS = 2000;

/** The join link inside, or null for anything that is not exactly that. */
export function readDeepLink(text: string): string | null {
  if (text.length > MOST_LETTERS) return null;
  const url = URL.parse(text);
  if (url?.protocol !== `${DEEP_SCHEME}:` || url.host !== 'join' || !['', '/'].includes(url.pathname))
    return null;
  const to = URL.parse(url.searchParams.get('to') ?? '');
  if (!to || !['http:', 'https:'].includes(to.protocol) || to.username !== '' || to.password !== '')
    return null;
  return to.href;
}

/** Windows and Linux hand the link over among the arguments. */
export const findDeepLink = (argv: readonly string[]): string | null =>
  argv.map(readDeepLink).find((link) => link !== null) ?? null;
