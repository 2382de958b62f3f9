// For tests: whether a packet to the group comes back on this address. null when it does, else why not.
import { openMulticast } from '../open-multicast.ts';

export async function seekMulticast(address: string, port: number): Promise<string | null> {
  try {
    const { bonjour, close } = await openMulticast({ address }, { port, onTrouble: () => undefined });
    try {
      const service = bonjour.publish({ name: 'seek', type: 'seek', port: 1, probe: false });
      await new Promise((resolve) => service.once('up', resolve));
      return await new Promise<string | null>((resolve) => {
        const timer = setTimeout(() => resolve('multicast does not come back here'), 2_000);
        bonjour.find({ type: 'seek' }, () => {
          clearTimeout(timer);
          resolve(null);
        });
      });
    } finally {
      await close();
    }
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
