// People and devices that come to a swarm, for tests of its screens: somebody invited, a device that knocks, a finger on an authenticator.
import type { BrowserContextOptions, Page } from 'playwright';
import type { Role } from '../../shared/contract/people.ts';
import { askAsOwner, desktop, type OpenedApp, phone } from './open-app.ts';

/** A page of somebody who accepted an invitation. */
export async function openInvitation(
  app: OpenedApp,
  role: Role,
  name: string,
  options: BrowserContextOptions = desktop,
): Promise<Page> {
  const made = (await askAsOwner(app, 'POST', '/api/people/invitations', { role })) as { url: string };
  const page = await (await app.context(options)).newPage();
  await page.goto(app.url + made.url.slice(new URL(made.url).origin.length));
  await page.getByLabel('Your name').fill(name);
  await page.getByRole('button', { name: 'Join the swarm' }).click();
  await page.waitForURL('**/overview');
  return page;
}

/** A page of a device that came without a code and shows its four words. */
export async function knock(app: OpenedApp, name: string): Promise<Page> {
  const page = await (await app.context(phone)).newPage();
  await page.goto(`${app.url}/join`);
  await page.getByLabel('Name of this device').fill(name);
  await page.getByRole('button', { name: 'Ask to be let in' }).click();
  await page.waitForURL('**/contribute');
  await page.getByText('The four words of this device').waitFor();
  return page;
}

/** Gives the page a built-in authenticator whose person always says yes. */
export async function useAuthenticator(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('WebAuthn.enable');
  await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
}

/** Knocks as a program would, with a key of Ed25519; answers with the status. */
export async function knockWithKey(app: OpenedApp, name: string, publicKey: string): Promise<number> {
  const capabilities = {
    kind: 'laptop',
    runtime: 'node',
    os: 'Linux',
    cores: 2,
    memoryGiB: 4,
    gpu: false,
    benchmark: 1_000,
  };
  const answer = await fetch(`${app.url}/api/join`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name, publicKey, algorithm: 'ed25519', capabilities }),
  });
  return answer.status;
}
