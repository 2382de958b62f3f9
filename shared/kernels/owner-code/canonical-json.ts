// JSON of a result, the same text for the same value on every engine: keys in order, no spaces. What JSON would silently turn into
// something else is refused, with the way to it.

const MOST_DEEP = 500;

/** @throws Error saying what stands where, such as `NaN at .scores[3]`. */
export function canonicalJson(value: unknown, mostChars: number): string {
  let chars = 0;

  function spend(text: string): string {
    chars += text.length;
    if (chars > mostChars) throw new Error(`more than ${Math.floor(mostChars / 1024 / 1024)} MiB of JSON`);
    return text;
  }

  function write(part: unknown, path: string, depth: number): string {
    switch (typeof part) {
      case 'boolean':
        return spend(part ? 'true' : 'false');
      case 'number':
        if (!Number.isFinite(part)) refuse(String(part), path);
        return spend(JSON.stringify(part));
      case 'string':
        if (part.length > mostChars) spend(part);
        return spend(JSON.stringify(part));
      case 'object':
        if (part === null) return spend('null');
        if (depth >= MOST_DEEP) refuse('something nested deeper than 500 (a cycle?)', '');
        return Array.isArray(part) ? writeArray(part, path, depth) : writeObject(part, path, depth);
      case 'bigint':
        return refuse('a BigInt (make it a string)', path);
      case 'undefined':
        return refuse(path === '' ? 'undefined (return null for nothing)' : 'undefined', path);
      default:
        return refuse(`a ${typeof part}`, path);
    }
  }

  function writeArray(list: readonly unknown[], path: string, depth: number): string {
    const parts: string[] = [];
    for (let i = 0; i < list.length; i++) parts.push(write(list[i], `${path}[${i}]`, depth + 1));
    return `[${parts.join(',')}]`;
  }

  function writeObject(object: object, path: string, depth: number): string {
    const prototype: unknown = Object.getPrototypeOf(object);
    if (prototype !== null && prototype !== Object.prototype) refuse(nameOf(object), path);
    const parts: string[] = [];
    for (const key of Object.keys(object).sort()) {
      const written = write((object as Record<string, unknown>)[key], `${path}.${key}`, depth + 1);
      parts.push(`${spend(JSON.stringify(key))}:${written}`);
    }
    return `{${parts.join(',')}}`;
  }

  return write(value, '', 0);
}

function refuse(what: string, path: string): never {
  throw new Error(path === '' ? what : `${what} at ${path.slice(0, 200)}`);
}

function nameOf(object: object): string {
  const made: unknown = (object as { constructor?: { name?: unknown } }).constructor?.name;
  const name = typeof made === 'string' && made !== '' ? made : 'class';
  const hint =
    ArrayBuffer.isView(object) || object instanceof ArrayBuffer ? ', which is bytes and not JSON' : '';
  return `a ${name.slice(0, 60)}${hint}`;
}
