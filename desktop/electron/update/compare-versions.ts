// Which of two versions is the newer one, as Semantic Versioning 2.0 orders them (§11): what was built with (after a plus) does not count.
const NUMBER = /^\d+$/;

function compareParts(a: string | undefined, b: string | undefined): number {
  if (a === b) return 0;
  if (a === undefined || b === undefined) return a === undefined ? -1 : 1;
  const [isNumber, isOtherNumber] = [NUMBER.test(a), NUMBER.test(b)];
  if (isNumber && isOtherNumber) return Math.sign(Number(a) - Number(b));
  if (isNumber !== isOtherNumber) return isNumber ? -1 : 1;
  return a < b ? -1 : 1;
}

function compareLists(a: readonly string[], b: readonly string[]): number {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const order = compareParts(a[i], b[i]);
    if (order !== 0) return order;
  }
  return 0;
}

function read(version: string): { release: string[]; before: string[] } {
  const plain = version.split('+')[0] ?? '';
  const dash = plain.indexOf('-');
  return dash < 0
    ? { release: plain.split('.'), before: [] }
    : { release: plain.slice(0, dash).split('.'), before: plain.slice(dash + 1).split('.') };
}

/** Below 0 where `a` is the older one. */
export function compareVersions(a: string, b: string): number {
  const [first, second] = [read(a), read(b)];
  const order = compareLists(first.release, second.release);
  if (order !== 0) return order;
  // what came before a release is older than it
  if (first.before.length === 0 || second.before.length === 0)
    return Math.sign(second.before.length - first.before.length);
  return compareLists(first.before, second.before);
}
