import { describe, expect, test } from 'vitest';
import { routes, type Route } from '../../shared/contract/http-api.ts';
import { SCOPES } from '../../shared/contract/people.ts';
import { ROLES } from '../../shared/contract/roles.ts';
import { addPerson, makeTestAccess, OWNER_TOKEN } from './fake-disk.ts';
import { mayCall, type Principal } from './principal.ts';

const somebody: Principal = {
  via: 'session',
  person: null,
  name: 'Ada',
  swarm: 1,
  role: 'viewer',
  scopes: null,
  session: null,
};
const all = Object.values(routes) as Route[];
const codeOf = (route: Route, who: Principal | null) => mayCall(route, who)?.code ?? 'may';

describe('mayCall', () => {
  test.each(ROLES)('%s may do what stands at or below, and is told which role it takes otherwise', (role) => {
    const rank = { open: -1, device: -1, person: -1, viewer: 0, operator: 1, owner: 2 };
    for (const route of all) {
      const may = rank[route.access] <= ROLES.indexOf(role);
      expect([route.path, codeOf(route, { ...somebody, role })]).toEqual([
        route.path,
        may ? 'may' : 'forbidden',
      ]);
    }
  });

  test.each(SCOPES)(
    'an API token with the scope %s opens the routes of that scope and no others',
    (scope) => {
      for (const route of all) {
        const may = !('scope' in route) ? route.access !== 'person' : route.scope === scope;
        const who: Principal = { ...somebody, via: 'token', role: 'owner', scopes: [scope] };
        expect([route.path, codeOf(route, who)]).toEqual([route.path, may ? 'may' : 'forbidden']);
      }
    },
  );

  test('nobody may call only what is open', () => {
    for (const route of all)
      expect(codeOf(route, null)).toBe(
        route.access === 'open' || route.access === 'device' ? 'may' : 'not-signed-in',
      );
  });

  test('somebody without a swarm may still do what is about themselves', () => {
    const who: Principal = { ...somebody, swarm: null, role: null };
    expect(codeOf(routes.jobs, who)).toBe('forbidden');
    expect(codeOf(routes.signOut, who)).toBe('may');
  });
});

describe('whoever asks', () => {
  test('with the token of the data directory acts on the first swarm, or on the one it names', () => {
    const { access, swarms } = makeTestAccess();
    expect(access.identify({ bearer: OWNER_TOKEN }, true)).toMatchObject({
      via: 'local',
      swarm: 1,
      role: 'owner',
    });
    expect(access.identify({ bearer: OWNER_TOKEN, swarm: swarms[1]!.id }, true)).toMatchObject({ swarm: 2 });
    expect(() => access.identify({ bearer: OWNER_TOKEN, swarm: 'swm_0' }, true)).toThrow(/no swarm swm_0/);
  });

  test('with a wrong token is nobody, also beside a good cookie', async () => {
    const { access } = makeTestAccess();
    const { id } = await addPerson(access, 'x', 'owner');
    const { cookie, changes } = access.sessions.prepare({ person: id, swarm: 1, label: '' });
    await access.ledger.commit(changes);
    expect(access.identify({ cookie }, true)).toMatchObject({ name: 'x', role: 'owner' });
    expect(access.identify({ cookie, bearer: `${OWNER_TOKEN}x` }, true)).toBeNull();
    expect(access.identify({ bearer: 'covey_x' }, true)).toBeNull();
    expect(access.identify({ bearer: '' }, true)).toBeNull();
  });

  test('sees another swarm of theirs when they were taken out of the one they looked at, and none at the end', async () => {
    const { access } = makeTestAccess();
    const { id } = await addPerson(access, 'x', 'viewer', 1);
    await access.ledger.commit(access.members.joining(id, 2, 'operator'));
    const { cookie, changes } = access.sessions.prepare({ person: id, swarm: 1, label: '' });
    await access.ledger.commit(changes);
    await access.ledger.commit([{ type: 'membershipRemoved', person: id, swarm: 1 }]);
    expect(access.identify({ cookie }, true)).toMatchObject({ swarm: 2, role: 'operator' });
    await access.ledger.commit([{ type: 'membershipRemoved', person: id, swarm: 2 }]);
    expect(access.identify({ cookie }, true)).toMatchObject({ swarm: null, role: null });
    await access.ledger.commit([{ type: 'personRemoved', person: id }]);
    expect(access.identify({ cookie }, true)).toBeNull();
  });
});
