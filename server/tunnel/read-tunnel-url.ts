// Finds the public address in what `cloudflared` prints. It is logged for people, in a frame, on standard error, among much else:
//   2026-11-21T14:06:49Z INF |  https://buffalo-marco-cardiff-motel.trycloudflare.com                     |

/** `api.` is where it asks for a tunnel, and stands in its error messages. */
const ADDRESS = /https:\/\/(?!api\.)([a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.trycloudflare\.com)(?![\w.-])/i;

/** The origin, or null when the line says none. */
export function readTunnelUrl(line: string): string | null {
  const host = ADDRESS.exec(line)?.[1];
  return host === undefined ? null : `https://${host.toLowerCase()}`;
}
