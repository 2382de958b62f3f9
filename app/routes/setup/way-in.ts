// Which way in the fragment of an opened link is: `#s=` the coordinator's own, `#l=` one that the person made elsewhere, `#i=` an invitation.
import type { RouteName } from '#shared/contract/http-api.ts';

export interface WayIn {
  route: Extract<RouteName, 'setup' | 'signInByLink' | 'acceptInvitation'>;
  token: string;
}

const routesByLetter = { s: 'setup', l: 'signInByLink', i: 'acceptInvitation' } as const;

/** null when there is none in it. */
export function readWayIn(fragment: string): WayIn | null {
  const said = new URLSearchParams(fragment.replace(/^#/, ''));
  for (const [letter, route] of Object.entries(routesByLetter)) {
    const token = said.get(letter)?.trim();
    if (token) return { route, token };
  }
  return null;
}
