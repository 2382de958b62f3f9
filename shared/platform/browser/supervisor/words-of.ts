// The four words of this browser's key, worked out only while it waits for approval: the list of words is nothing that every phone needs.
import type { StoredDevice } from '../database.ts';

/** Empty when they cannot be known: the key was kept without its public half, or the list of words cannot be loaded now. */
export async function wordsOf({ serverId, publicKey }: StoredDevice): Promise<string> {
  if (publicKey === undefined) return '';
  try {
    const { fourWords } = await import('../../../contract/four-words.ts');
    return fourWords(serverId, publicKey);
  } catch {
    return '';
  }
}
