// People at a coordinator under test: who signs in how, and what they then send along.
import type { Role, Scope } from '../../shared/contract/people.ts';
import type { SharedCoordinator } from './use-coordinator.ts';

export type Sent = Record<string, string>;

type Asked = Pick<SharedCoordinator, 'api' | 'url' | 'running' | 'ownerToken'>;

/** Sends a sign-in and answers with the cookie to send along, or with the refusal. */
export async function post(url: string, path: string, body: object, headers: Sent = {}) {
  const answer = await fetch(url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  const cookie = (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  return {
    status: answer.status,
    setCookie: answer.headers.get('set-cookie') ?? '',
    cookie,
    json: await answer.json(),
  };
}

export const tokenOf = (url: string) => new URL(url).hash.slice(3);

/** Signs in by the coordinator's own link: the first person. */
export async function signInFirst({ url, running }: Asked): Promise<Sent> {
  const { cookie } = await post(url, '/api/setup', { token: tokenOf(running.makeSetupUrl()) });
  return { cookie };
}

/** A new person with a role in the first swarm, or in the one of whoever invites. */
export async function signInAs(asked: Asked, role: Role, inviter?: Sent): Promise<Sent> {
  const by = inviter ?? { authorization: `Bearer ${await asked.ownerToken()}` };
  const { json } = await asked.api('POST', '/api/people/invitations', { role }, by);
  const { cookie } = await post(asked.url, '/api/sign-in/invitation', {
    token: tokenOf(json.url),
    name: `a ${role}`,
  });
  return { cookie };
}

export async function makeToken({ api }: Asked, person: Sent, scopes: Scope[]): Promise<Sent> {
  const { json } = await api('POST', '/api/tokens', { name: scopes.join(), scopes }, person);
  return { authorization: `Bearer ${json.token}` };
}
