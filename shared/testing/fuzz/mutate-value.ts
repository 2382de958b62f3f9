// Small changes to a message that was valid, somewhere inside it. A mutation is plain data, so that a failing one can be shrunk and told.
import * as fc from 'fast-check';
import { hostileName, hostileValue } from './hostile-values.ts';

const ways = ['replace', 'remove', 'rename', 'add', 'swap', 'wrap', 'repeat', 'nudge', 'proto'] as const;

export interface ValueMutation {
  way: (typeof ways)[number];
  /** Which place of the message, modulo how many there are. */
  at: number;
  pick: number;
}

export const valueMutations: fc.Arbitrary<ValueMutation[]> = fc.array(
  fc.record({ way: fc.constantFrom(...ways), at: fc.nat(10_000), pick: fc.nat(10_000) }),
  { minLength: 1, maxLength: 4 },
);

type Holder = Record<string, unknown>;
interface Place {
  holder: Holder;
  key: string;
}

const isHolder = (value: unknown): value is Holder =>
  typeof value === 'object' && value !== null && !(value instanceof Uint8Array);

/** A place for everything inside the message and for the message itself; arrays give their first few elements. */
function placesOf(root: Holder): Place[] {
  const places: Place[] = [];
  const open: Holder[] = [root];
  for (let holder = open.pop(); holder && places.length < 200; holder = open.pop())
    for (const key of Object.keys(holder).slice(0, 40)) {
      places.push({ holder, key });
      const value = holder[key];
      if (isHolder(value)) open.push(value);
    }
  return places;
}

/** Defined, not assigned: `__proto__` becomes a property like any other. */
function put(holder: Holder, key: string, value: unknown): void {
  // no message is a list with names of its own
  if (Array.isArray(holder) && !/^\d+$/.test(key)) return void holder.push(value);
  Object.defineProperty(holder, key, { value, enumerable: true, writable: true, configurable: true });
}

function change({ way, at, pick }: ValueMutation, root: Holder): void {
  const places = placesOf(root);
  const place = places[at % places.length];
  if (!place) return;
  const { holder, key } = place;
  const value = holder[key];
  switch (way) {
    case 'replace':
      return put(holder, key, hostileValue(pick));
    case 'remove':
      return Array.isArray(holder) ? void holder.splice(Number(key), 1) : void delete holder[key];
    case 'rename':
      if (Array.isArray(holder)) return;
      delete holder[key];
      return put(holder, hostileName(pick), value);
    case 'add':
      return put(isHolder(value) ? value : holder, hostileName(pick), hostileValue(at));
    case 'proto':
      return put(isHolder(value) ? value : holder, '__proto__', { polluted: pick, length: pick });
    case 'swap': {
      const other = places[pick % places.length];
      if (!other) return;
      const theirs = other.holder[other.key];
      // a thing inside itself would be no message at all
      if (isHolder(value) || isHolder(theirs)) return put(holder, key, isHolder(theirs) ? null : theirs);
      put(other.holder, other.key, value);
      return put(holder, key, theirs);
    }
    case 'wrap':
      return put(holder, key, pick % 2 === 0 ? [value] : { value });
    case 'repeat':
      return put(holder, key, repeated(value, pick));
    case 'nudge':
      return put(holder, key, nudged(value, pick));
  }
}

const LARGE = 300;

/** Roughly how many things are in it; no more than needed is counted. */
function weigh(value: unknown): number {
  if (typeof value === 'string') return 1 + value.length / 8;
  let weight = 1;
  if (isHolder(value)) for (const key of Object.keys(value)) if ((weight += weigh(value[key])) > LARGE) break;
  return weight;
}

function repeated(value: unknown, pick: number): unknown {
  // what is large already would become larger than any message may be
  const times = weigh(value) > LARGE ? 1 : ([2, 3, 17, 65, 300][pick % 5] ?? 2);
  if (typeof value === 'string') return value.repeat(times);
  // each a thing of its own: what is added to one of them later must not be added to all
  const copies = Array.from({ length: times }, () => structuredClone(value));
  return Array.isArray(value) ? copies.flat() : copies;
}

function nudged(value: unknown, pick: number): unknown {
  if (typeof value === 'number') return value + ([1, -1, 0.5, 2 ** 31, -value * 2][pick % 5] ?? 1);
  if (typeof value === 'boolean') return !value;
  if (typeof value === 'string') {
    const at = pick % (value.length + 1);
    return value.slice(0, at) + String.fromCharCode(pick) + value.slice(at + 1);
  }
  return value instanceof Uint8Array ? value.subarray(0, pick % (value.length + 1)) : typeof value;
}

/** The message with the changes made, one after the other; the original stays as it is. */
export function mutateValue(message: unknown, mutations: readonly ValueMutation[]): unknown {
  const root: Holder = { message: structuredClone(message) };
  for (const mutation of mutations) change(mutation, root);
  return root['message'];
}
