// What somebody in between can do to a program that pinned the root of a coordinator. (The rest of pinning: e2e/one-port.e2e.ts.)
import { createHash, X509Certificate } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import { pinCoordinator } from '../../shared/platform/node/pinned-tls.ts';
import { makeOnePort } from './one-port.ts';
import { makeSampleAuthority } from './testing/sample-directory.ts';

/** Speaks https with `speaker`’s certificate and hands out `roots`, whatever it is asked. */
async function stand(speaker: { certificate: string; key: string }, roots: string): Promise<string> {
  const port = makeOnePort();
  onTestFinished(() => port.close());
  port.useCredentials(speaker);
  port.http.on('request', (_request, response) => response.end(roots));
  return `https://127.0.0.1:${await port.listen(0, '127.0.0.1')}`;
}

test('a root of somebody in between, sent behind the pinned one, is not trusted', async () => {
  const [honest, evil] = await Promise.all(
    [await makeSampleAuthority(), await makeSampleAuthority()].map(({ source }) => source.load(true)),
  );
  const [root, evilRoot] = [honest?.root ?? '', evil?.root ?? ''];
  const pin = createHash('sha256').update(new X509Certificate(root).raw).digest('hex');

  const inBetween = await stand(evil as NonNullable<typeof evil>, root + evilRoot);
  const reach = await pinCoordinator(inBetween, pin);
  expect(reach.ca).toBe(root);
  await expect(reach.fetch(`${reach.url}/api/health`)).rejects.toMatchObject({
    cause: { code: expect.stringMatching(/SELF_SIGNED|UNABLE_TO_/) },
  });

  const itself = await stand(honest as NonNullable<typeof honest>, root + evilRoot);
  const right = await pinCoordinator(itself, pin);
  expect((await right.fetch(`${right.url}/`)).status).toBe(200);
});
