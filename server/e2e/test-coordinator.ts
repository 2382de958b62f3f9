// A real coordinator on a free port with a data directory of its own, and the owner's and a device's way of talking to it, for tests.
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildKernelScripts } from '../../shared/kernels/build-scripts.ts';
import type { Capabilities } from '../../shared/contract/device.ts';
import type { JoinResponse } from '../../shared/contract/http-api.ts';
import { startCoordinator, type RunningCoordinator } from '../main.ts';

export const capabilities: Capabilities = {
  kind: 'server',
  runtime: 'node',
  os: 'test',
  cores: 4,
  memoryGiB: 8,
  gpu: false,
  benchmark: 1000,
};

/** Whatever JSON says; tests state what they expect of it. */
export type Parsed = ReturnType<typeof JSON.parse>;

export interface TestCoordinator {
  running: RunningCoordinator;
  url: string;
  lines: string[];
  api(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<{ status: number; json: Parsed }>;
  join(secret?: { code: string } | { token: string }): Promise<TestIdentity>;
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export interface TestIdentity extends JoinResponse {
  sign(text: string): string;
}

/** Kernels are built once per run, beside the data. */
export async function kernelsDir(): Promise<string> {
  const dir = join(tmpdir(), `covey-test-kernels-${process.ppid}`);
  if (!existsSync(join(dir, 'kernels.json'))) await buildKernelScripts(dir);
  return dir;
}

export function makeKey(): { publicKey: string; sign(text: string): string } {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const signWith = (key: KeyObject, text: string) => sign(null, Buffer.from(text), key).toString('base64url');
  return {
    publicKey: publicKey.export({ format: 'jwk' }).x ?? '',
    sign: (text) => signWith(privateKey, text),
  };
}

export async function startTestCoordinator(): Promise<TestCoordinator> {
  const dataDir = await mkdtemp(join(tmpdir(), 'covey-e2e-'));
  const kernels = await kernelsDir();
  const lines: string[] = [];
  const start = (port: number) =>
    startCoordinator({
      port,
      host: '127.0.0.1',
      dataDir,
      kernelsDir: kernels,
      appDir: null,
      version: 'test',
      log: (level, message, facts) => void lines.push(`${level} ${message} ${JSON.stringify(facts ?? {})}`),
    });
  let running = await start(0);
  const { url } = running;
  const ownerToken = (await readFile(running.ownerTokenFile, 'utf8')).trim();

  const api: TestCoordinator['api'] = async (
    method,
    path,
    body,
    headers = { authorization: `Bearer ${ownerToken}` },
  ) => {
    const bytes = body instanceof Uint8Array;
    const answer = await fetch(url + path, {
      method,
      headers: { ...headers, ...(body !== undefined && !bytes && { 'content-type': 'application/json' }) },
      ...(body !== undefined && {
        body: bytes
          ? (body as Uint8Array<ArrayBuffer>)
          : typeof body === 'string'
            ? body
            : JSON.stringify(body),
      }),
    });
    const text = await answer.text();
    return {
      status: answer.status,
      json: text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : text,
    };
  };

  return {
    get running() {
      return running;
    },
    url,
    lines,
    api,
    async join(secret) {
      const { publicKey, sign: signText } = makeKey();
      const way = secret ?? { token: (await running.createInvite({ uses: 1, minutes: 5 })).token };
      const { status, json } = await api(
        'POST',
        '/api/join',
        { ...way, publicKey, algorithm: 'ed25519', name: 'test', capabilities },
        {},
      );
      if (status !== 200) throw Object.assign(new Error(json.message), { code: json.code });
      return { ...json, sign: signText };
    },
    async restart() {
      await running.stop();
      running = await start(Number(new URL(url).port));
    },
    async stop() {
      await running.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
