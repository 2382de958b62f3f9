// A link for a device that has a way in at hand: when the coordinator does not know it (any more), it joins anew, once, and goes on
// under its new id instead of giving up.
import type { ErrorCode } from '../../contract/errors.ts';
import type { Link } from '../../runtime/ports.ts';

const UNKNOWN: ReadonlySet<ErrorCode> = new Set(['device-unknown', 'bad-signature']);

export function withRejoin(link: Link, rejoin: () => Promise<void>): Link {
  let rejoining: Promise<void> | null = null;
  return {
    ...link,
    start: (listener) =>
      link.start({
        ...listener,
        // Follows the refused hello, and the coordinator closes the connection; the next one is made under the new id.
        refused: (error) => {
          if (UNKNOWN.has(error.code) && rejoining) void rejoining.catch(() => listener.refused(error));
          else listener.refused(error);
        },
      }),
    async hello(hello) {
      const answer = await link.hello(hello);
      if (answer.ok || !UNKNOWN.has(answer.error.code) || rejoining) return answer;
      rejoining = rejoin();
      await rejoining;
      throw new Error('joined anew; the next connection says hello under the new id');
    },
  };
}
