// Names for output files from names as typed: relative, with forward slashes, without ways out of the directory they are
// put in, and each different from the others. `../a//b.txt` becomes `_/a/b.txt`, a second `a.txt` becomes `a (2).txt`.

/** One name per given name, in order, each with `suffix` at its end. No name is also the directory of another. */
export function safeNames(names: readonly string[], suffix: string): string[] {
  const files = new Set<string>();
  const folders = new Set<string>();
  const counters = new Map<string, number>();

  /** The first numbered form of a path that is free for its use. */
  const claim = (path: string, end: string, isTaken: (candidate: string) => boolean) => {
    let candidate = path + end;
    let number = counters.get(candidate) ?? 1;
    const first = candidate;
    while (isTaken(candidate)) candidate = addNumber(path, ++number) + end;
    counters.set(first, number);
    return candidate;
  };
  return names.map((name) => {
    const segments = cleanSegments(name);
    let folder = '';
    for (const segment of segments.slice(0, -1)) {
      folder = claim(folder + segment, '', (candidate) => files.has(candidate));
      folders.add(folder);
      folder += '/';
    }
    const path = claim(
      folder + (segments.at(-1) ?? 'file'),
      suffix,
      (candidate) => files.has(candidate) || folders.has(candidate),
    );
    files.add(path);
    return path;
  });
}

const ASCII_CONTROL = /(?=\p{ASCII})\p{Cc}/gu;

/** `C:\data\..\a.txt` is what Windows types; a backslash is taken for a slash everywhere, being one for some who unpack. */
function cleanSegments(name: string): string[] {
  const segments = name
    .replaceAll('\\', '/')
    .replace(/^([A-Za-z]):\//, '$1/')
    .split('/')
    .filter((segment) => segment !== '' && segment !== '.')
    .map((segment) => (segment === '..' ? '_' : segment.replaceAll(ASCII_CONTROL, '_')));
  return segments.length > 0 ? segments : ['file'];
}

/** `a.tar.gz` becomes `a (2).tar.gz`: the number goes before the first dot that is not the name's start. */
function addNumber(path: string, number: number): string {
  const start = path.lastIndexOf('/') + 1;
  const dot = path.indexOf('.', start + 1);
  return dot < 0 ? `${path} (${number})` : `${path.slice(0, dot)} (${number})${path.slice(dot)}`;
}
