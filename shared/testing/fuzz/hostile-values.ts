// Values that programs tend to trip over, made anew each time so that nothing is shared between two inputs.

export const hostileNumbers = [
  0,
  -0,
  -1,
  0.5,
  NaN,
  Infinity,
  -Infinity,
  2 ** 31,
  2 ** 32 - 1,
  2 ** 32,
  2 ** 53 - 1,
  2 ** 53,
  -(2 ** 53),
  1e308,
  5e-324,
] as const;

const LONG = 20_000;

export const hostileTexts: readonly (() => string)[] = [
  () => '',
  () => '\0',
  () => 'a\0b',
  () => '\ud800',
  () => 'x\udc00y',
  () => '\u202egnp.exe',
  () => '\r\nerror forged line',
  () => '../../../etc/passwd',
  () => '%00%ff%2e%2e',
  () => "'; DROP TABLE job; --",
  () => '__proto__',
  () => '1e999',
  () => '🐝'.repeat(40),
  () => 'a'.repeat(LONG),
  () => '\u0000'.repeat(300),
];

export const hostileNames = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'toJSON',
  'then',
  'length',
  '',
  '\0',
  '\ud800',
  '0',
  'k'.repeat(2000),
] as const;

const nested = (depth: number, wrap: (inner: unknown) => unknown) => {
  let value: unknown = null;
  for (let i = 0; i < depth; i++) value = wrap(value);
  return value;
};

const others: readonly (() => unknown)[] = [
  () => null,
  () => undefined,
  () => true,
  () => false,
  () => [],
  () => ({}),
  () => [[], [null]],
  () => new Uint8Array(0),
  () => Uint8Array.of(1, 0, 255),
  () => Array.from({ length: 1000 }, () => ({})),
  () => Array.from({ length: 12_000 }, (_, i) => i),
  () => nested(400, (inner) => [inner]),
  () => nested(400, (inner) => ({ inner })),
  () => ({ _placeholder: true, num: 0 }),
  () => ({ _placeholder: true, num: 2 ** 31 }),
  () => ownProto({ polluted: true }),
];

/** An object with an own property `__proto__`, as JSON.parse makes it. */
export function ownProto(value: unknown): object {
  return Object.defineProperty({}, '__proto__', {
    value,
    enumerable: true,
    writable: true,
    configurable: true,
  });
}

/** One of them all, by any natural number. */
export function hostileValue(pick: number): unknown {
  const all = hostileNumbers.length + hostileTexts.length + others.length;
  let at = pick % all;
  if (at < hostileNumbers.length) return hostileNumbers[at];
  at -= hostileNumbers.length;
  if (at < hostileTexts.length) return hostileTexts[at]?.();
  return others[at - hostileTexts.length]?.();
}

export const hostileText = (pick: number): string => hostileTexts[pick % hostileTexts.length]?.() ?? '';
export const hostileName = (pick: number): string => hostileNames[pick % hostileNames.length] ?? '';
