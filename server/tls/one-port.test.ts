import { once } from 'node:events';
import { request as plainRequest } from 'node:http';
import { request as secureRequest } from 'node:https';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import type { Credentials } from './credentials.ts';
import { makeOnePort, type OnePort } from './one-port.ts';
import { makeSampleAuthority, type SampleAuthority } from './testing/sample-directory.ts';

const state: { onePort?: OnePort; sample?: SampleAuthority; credentials?: Credentials; port: number } = {
  port: 0,
};
const credentials = () => state.credentials as Credentials;

const FIRST_BYTE_MS = 300;

beforeEach(async () => {
  const onePort = makeOnePort({ firstByteMs: FIRST_BYTE_MS });
  onTestFinished(() => onePort.close());
  state.sample = await makeSampleAuthority();
  state.credentials = await state.sample.source.load(true);
  onePort.useCredentials(state.credentials);
  onePort.http.on('request', (request, response) => {
    response.end(`${'encrypted' in request.socket ? 'https' : 'http'} ${request.url}`);
  });
  state.onePort = onePort;
  state.port = await onePort.listen(0, '127.0.0.1');
});

/** The body of an answer on a connection of its own. */
async function ask(kind: 'http' | 'https', path = '/'): Promise<string> {
  const send = kind === 'http' ? plainRequest : secureRequest;
  const ca = credentials().root ?? '';
  const request = send({ port: state.port, host: '127.0.0.1', path, ca, agent: false });
  request.end();
  const [answer] = (await once(request, 'response')) as [AsyncIterable<Buffer>];
  let body = '';
  for await (const piece of answer) body += String(piece);
  return body;
}

function open(): Socket {
  const socket = connect(state.port, '127.0.0.1');
  socket.on('error', () => undefined);
  return socket;
}

describe('the first byte', () => {
  test('decides between http and https, and a request knows which it came by', async () => {
    expect(await ask('http', '/a')).toBe('http /a');
    expect(await ask('https', '/b')).toBe('https /b');
  });

  test('may come alone, long before the rest', async () => {
    const socket = open();
    await once(socket, 'connect');
    socket.write('G');
    await new Promise((resolve) => setImmediate(resolve));
    socket.write('ET /slow HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    let text = '';
    for await (const piece of socket) text += String(piece);
    expect(text).toMatch(/200 OK[^]*http \/slow/);
  });

  test('that is of neither protocol ends its own connection and nothing else', async () => {
    for (const bytes of [
      Buffer.alloc(4096),
      Buffer.from([0x16, 3, 1, 255, 255]),
      Buffer.from('\r\n\r\nSSH-2.0'),
    ]) {
      const socket = open();
      await once(socket, 'connect');
      socket.end(bytes);
      socket.resume();
      await once(socket, 'close');
    }
    expect(await ask('http')).toBe('http /');
    expect(await ask('https')).toBe('https /');
  });

  test('that is followed by a reset ends nothing else', async () => {
    for (const bytes of ['', 'GET', '\x16']) {
      const socket = open();
      await once(socket, 'connect');
      if (bytes !== '') await new Promise<void>((resolve) => void socket.write(bytes, () => resolve()));
      socket.resetAndDestroy();
    }
    expect(await ask('https')).toBe('https /');
  });

  test('that does not come in time, alone or in the middle of a handshake, closes the connection', async () => {
    const silent = open();
    const halfway = open();
    await once(halfway, 'connect');
    halfway.write(Buffer.from([0x16, 3, 1]));
    const began = performance.now();
    await Promise.all([once(silent.resume(), 'close'), once(halfway.resume(), 'close')]);
    expect(performance.now() - began).toBeGreaterThan(FIRST_BYTE_MS * 0.8);
  });
});

describe('the certificate', () => {
  test('is swapped while connections stay open and are still of use', async () => {
    const ca = credentials().root ?? '';
    const socket = connectTls({ port: state.port, host: '127.0.0.1', ca });
    await once(socket, 'secureConnect');
    const before = socket.getPeerCertificate().fingerprint256;
    const sample = state.sample as SampleAuthority;
    sample.names.push('10.9.8.7');
    state.onePort?.useCredentials(await sample.source.load(false));
    const fresh = connectTls({ port: state.port, host: '127.0.0.1', ca });
    await once(fresh, 'secureConnect');
    expect(fresh.getPeerCertificate().fingerprint256).not.toBe(before);
    expect(fresh.getPeerCertificate().subjectaltname).toMatch('10.9.8.7');
    fresh.destroy();
    socket.write('GET /still HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    let text = '';
    for await (const piece of socket) text += String(piece);
    expect(text).toMatch('https /still');
  });

  test('that is not there leaves http alone: TLS is turned away', async () => {
    state.onePort?.useCredentials(null);
    await expect(ask('https')).rejects.toMatchObject({
      code: expect.stringMatching(/ECONNRESET|EPROTO/) as string,
    });
    expect(await ask('http')).toBe('http /');
  });
});

describe('closing', () => {
  test('ends idle, silent and half-made connections of both protocols, and may be asked for twice', async () => {
    const silent = open();
    const halfway = open();
    await Promise.all([once(silent, 'connect'), once(halfway, 'connect')]);
    halfway.write(Buffer.from([0x16]));
    const idle = connectTls({ port: state.port, host: '127.0.0.1', ca: credentials().root ?? '' });
    await once(idle, 'secureConnect');
    const gone = [silent, halfway, idle].map((socket) => once(socket.resume(), 'close'));
    await Promise.all([state.onePort?.close(), state.onePort?.close()]);
    await Promise.all(gone);
    await expect(ask('http')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  test('a busy port is an error of the one who listens', async () => {
    const second = makeOnePort();
    await expect(second.listen(state.port, '127.0.0.1')).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});
