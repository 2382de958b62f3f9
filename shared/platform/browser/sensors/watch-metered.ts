// Whether the network is paid by the byte, as far as the browser says what it is (Chromium on Android) or that data should be saved.
import type { Readings } from '../../../governor/readings.ts';

export interface Connection extends EventTarget {
  type?: string;
  saveData?: boolean;
}

export function readNetwork({ type, saveData }: Pick<Connection, 'type' | 'saveData'>): Partial<Readings> {
  if (saveData === true || type === 'cellular') return { metered: true };
  return { metered: type === 'wifi' || type === 'ethernet' ? false : undefined };
}

export async function watchMetered(
  tell: (readings: Partial<Readings>) => void,
  signal: AbortSignal,
): Promise<(() => Partial<Readings>) | null> {
  const { connection } = navigator as Navigator & { connection?: Connection };
  if (!connection) return null;
  connection.addEventListener('change', () => tell(readNetwork(connection)), { signal });
  return () => readNetwork(connection);
}
