// Who may call what, worked out from the contract alone and in other words than the server's, and written as the page that people read.
import { SCOPES, type Scope } from '../../shared/contract/people.ts';
import { ROLES } from '../../shared/contract/roles.ts';
import { type Route, type RouteName, routes } from '../../shared/contract/http-api.ts';

export const CALLERS = [
  'nobody',
  'wrong token',
  'expired session',
  'signed out',
  'device',
  'viewer',
  'operator',
  'owner',
  'token see',
  'token jobs',
  'token devices',
  'token people',
  'this computer',
] as const;
export type Caller = (typeof CALLERS)[number];
export type Verdict = 'may' | 401 | 403;

/** Roles from least to most, as they stand in the contract. */
const rank = (role: string) => (ROLES as readonly string[]).indexOf(role);

export function expectVerdict(route: Route, caller: Caller): Verdict {
  if (route.access === 'open') return 'may';
  if (route.access === 'device') return caller === 'device' ? 'may' : 401;
  switch (caller) {
    case 'nobody':
    case 'wrong token':
    case 'expired session':
    case 'signed out':
    case 'device':
      return 401;
    case 'this computer':
      return 'may';
    case 'viewer':
    case 'operator':
    case 'owner':
      return route.access === 'person' || rank(caller) >= rank(route.access) ? 'may' : 403;
    case 'token see':
    case 'token jobs':
    case 'token devices':
    case 'token people':
      return 'scope' in route && caller === `token ${route.scope}` ? 'may' : 403;
  }
}

export const allRoutes = () => Object.entries(routes) as [RouteName, Route][];
export const isScopeCaller = (caller: Caller): Scope | undefined =>
  SCOPES.find((scope) => caller === `token ${scope}`);

const sign = (verdict: Verdict) => (verdict === 'may' ? '✓' : String(verdict));

/** The page. `sockets` are the lines about messages, which the test has proved as well. */
export function writePage(sockets: string[]): string {
  const head = ['route', 'access', 'scope', ...CALLERS];
  const lines = allRoutes().map(([, route]) =>
    [
      `\`${route.method} ${route.path}\``,
      route.access,
      'scope' in route ? route.scope : '',
      ...CALLERS.map((caller) => sign(expectVerdict(route, caller))),
    ].join(' | '),
  );
  return `# Who may do what

Written by \`server/e2e/access.e2e.ts\` from the routes of the contract (\`COVEY_UPDATE=1\` writes it anew), which then calls every route as
everybody named here. ✓: gets past the doors (the body and the thing asked for are looked at after that). Tokens are an owner's, with one scope each.
“This computer” is the token in the data directory.

| ${head.join(' | ')} |
|${head.map(() => '---').join('|')}|
${lines.map((line) => `| ${line} |`).join('\n')}

${sockets.join('\n')}
`;
}
