// How a tick is undone in memory: every write notes its way back, and a refused tick takes them in reverse.
export type Undo = (() => void)[];

export function set<K, V>(map: Map<K, V>, key: K, value: V, undo: Undo): void {
  const before = map.get(key);
  undo.push(() => (before === undefined ? map.delete(key) : map.set(key, before)));
  map.set(key, value);
}

export function remove<K, V>(map: Map<K, V>, key: K, undo: Undo): void {
  const before = map.get(key);
  if (before === undefined) return;
  undo.push(() => map.set(key, before));
  map.delete(key);
}
