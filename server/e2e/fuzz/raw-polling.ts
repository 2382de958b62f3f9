// A raw connection over HTTP long-polling: packets go out one by one and in order, what waits is fetched all the time.
import { Agent, request } from 'node:http';
import { makeInbox, type RawSocket, socketQuery, type Where } from './raw-socket.ts';

export async function openPolling({ port, from }: Where): Promise<RawSocket | null> {
  const inbox = makeInbox();
  const agent = new Agent({ keepAlive: true, ...(from !== undefined && { localAddress: from }) });
  const ask = (method: string, sid: string, body?: Buffer) =>
    new Promise<string | null>((resolve) => {
      const asked = request(
        {
          port,
          host: '127.0.0.1',
          agent,
          method,
          path: `${socketQuery('polling')}${sid}`,
          headers: { host: `localhost:${port}`, ...(body && { 'content-type': 'text/plain;charset=UTF-8' }) },
        },
        (answer) => {
          let text = '';
          answer.setEncoding('utf8').on('data', (piece: string) => (text += piece));
          answer.on('end', () => resolve(answer.statusCode === 200 ? text : null));
          answer.on('error', () => resolve(null));
        },
      );
      asked.on('error', () => resolve(null));
      asked.end(body);
    });
  const end = () => {
    inbox.end();
    agent.destroy();
  };
  const opened = await ask('GET', '');
  const sid = /"sid":"([\w-]+)"/.exec(opened ?? '')?.[1];
  if (sid === undefined) {
    end();
    return null;
  }
  const poll = async () => {
    for (;;) {
      const text = await ask('GET', `&sid=${sid}`);
      if (text === null) return end();
      for (const packet of text.split('\x1e')) inbox.push(packet);
    }
  };
  void poll();
  let sending = Promise.resolve<unknown>(null);
  const post = (body: Buffer) => void (sending = sending.then(() => ask('POST', `&sid=${sid}`, body)));
  return {
    send: (packet) =>
      post(Buffer.from(typeof packet === 'string' ? packet : `b${Buffer.from(packet).toString('base64')}`)),
    sendBytes: (bytes) => post(Buffer.from(bytes)),
    next: inbox.next,
    onPacket: inbox.onPacket,
    close: end,
  };
}
