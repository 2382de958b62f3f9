// The names by which a computer means itself. What is asked for under one of them does not leave it, unless a program on it (a proxy) passes on what
// came from elsewhere; and browsers trust pages under them as if they came over https.

export const OWN_NAMES: readonly string[] = ['localhost', '127.0.0.1', '[::1]'];

/** `hostname` as URLs have it: lower case, without the port. */
export const isOwnName = (hostname: string): boolean => OWN_NAMES.includes(hostname);

/** For a Host header, with or without a port; anything around the name makes it another one. */
export const isOwnHost = (host: string): boolean => isOwnName(host.toLowerCase().replace(/:\d+$/, ''));
