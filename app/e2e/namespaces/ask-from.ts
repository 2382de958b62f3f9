// HTTP and https from a computer on the cable, from an address of one's choice, under any name.
import { Agent, request } from 'node:http';
import { Agent as SecureAgent, request as requestSecurely } from 'node:https';
import { isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { callbackify } from 'node:util';
import type { Computer } from './computer.ts';

/** Where connections go, whatever name is in the URL. */
export interface Way {
  to: string;
  from?: string | undefined;
  /** The only root that is trusted. */
  ca?: string | undefined;
}

const portOf = ({ port, protocol }: URL) => Number(port) || (protocol === 'https:' ? 443 : 80);

/** A connection as a browser would open it for this URL; for https the handshake is not waited for. */
export async function open(computer: Computer, url: string, { to, from, ca }: Way): Promise<Duplex> {
  const target = new URL(url);
  const socket = await computer.dial({ host: to, port: portOf(target), from });
  return target.protocol === 'https:' ? secure(socket, target.hostname, ca) : socket;
}

function secure(socket: Duplex, hostname: string, ca: string | undefined): TLSSocket {
  const host = hostname.replace(/^\[|\]$/g, '');
  return connectTls({
    socket,
    host,
    servername: isIP(host) ? '' : host,
    ...(ca !== undefined && { ca }),
  });
}

/** For `node:http`, `node:https` and Socket.IO. */
export function makeAgent(computer: Computer, url: string, way: Way): Agent {
  const agent = url.startsWith('https:') ? new SecureAgent() : new Agent();
  agent.createConnection = (_options, done) => {
    callbackify(open)(computer, url, way, (error, stream) => done?.(error, stream));
    return undefined;
  };
  return agent;
}

export interface Answer {
  status: number;
  headers: NodeJS.Dict<string | string[]>;
  text: string;
  json: ReturnType<typeof JSON.parse>;
}

export function askFrom(
  computer: Computer,
  way: Way,
  method: string,
  url: string,
  { body, headers = {} }: { body?: unknown; headers?: Record<string, string> } = {},
): Promise<Answer> {
  const send = url.startsWith('https:') ? requestSecurely : request;
  return new Promise((resolve, reject) => {
    const asking = send(
      url,
      {
        method,
        agent: makeAgent(computer, url, way),
        headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
      },
      (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (piece: string) => (text += piece));
        answer.once('error', reject);
        answer.once('end', () =>
          resolve({
            status: answer.statusCode ?? 0,
            headers: answer.headers,
            text,
            json: /^[[{]/.test(text) ? JSON.parse(text) : undefined,
          }),
        );
      },
    );
    asking.once('error', reject);
    asking.end(body === undefined ? undefined : JSON.stringify(body));
  });
}
