// What the coordinator calls a browser: `Firefox on Linux`. Other names stay as they are.

export function browserName(name: string): string {
  const known = /^(Chrome|Edge|Firefox|Opera|Safari|Samsung Internet|A browser) on ([A-Z][\w ]+)$/.exec(name);
  if (!known) return name;
  const [, browser = '', system = ''] = known;
  return `${browser} on ${system}`;
}
