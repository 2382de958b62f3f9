// What a page does to try ways out, in any browser: functions that run in the page (they see nothing of this file), and the texts that they are given.
import { escapeControl, type EscapeTarget } from '../../shared/testing/escape/escape-script.ts';

/** What the policy alone lets be: threads under the same policy, and what asks the person first. Job code finds neither. */
export const HARMLESS = {
  'a module thread': 'it is under the same policy, and ends with its thread',
  notifications: 'without permission nothing is shown',
};

/** Such a thread is started in another way. */
const TOO_LONG_FOR_AN_ADDRESS = `\n// ${'+'.repeat(3_000_000)}`;

/** A thread's text that tries every way and sends what became of it to who started it. */
export const controlThread = (to: EscapeTarget) =>
  `${escapeControl()}(${JSON.stringify(to)}).then((found) => postMessage(found));`;

/** The same for a thread of the sandbox frame, with all that a browser gives one: in both ways in which the frame starts threads. It sends what became
 * of each way as soon as it is known, from the one that stands in place of `FROM` on. */
export const policedThreads = (to: EscapeTarget) =>
  ['', TOO_LONG_FOR_AN_ADDRESS].map(
    (more) =>
      `onmessage = ({ ports: [port] }) => ${escapeControl()}(${JSON.stringify(to)}, FROM, (found) => port.postMessage(found))${more}`,
  );

/** A thread's text that never returns and talks all the time. */
export const RUNAWAY = `onmessage = ({ ports: [port] }) => {
  for (let last = 0; ; ) if (performance.now() - last > 20) { last = performance.now(); port.postMessage(last); }
};`;

/** What the app itself might be reached by: it holds a lock and answers on a channel. */
export function beReachable(): void {
  new BroadcastChannel('covey-escape').onmessage = (event) =>
    (event.target as BroadcastChannel).postMessage('yes');
  void navigator.locks.request('covey-escape', () => new Promise(() => undefined));
}

/** The first message of a thread that the page itself starts. */
export function runWorker(source: string): Promise<unknown> {
  return new Promise((resolve) => {
    const thread = new Worker(URL.createObjectURL(new Blob([source])));
    thread.onmessage = ({ data }) => resolve(data);
  });
}

/** Tries all ways in a thread of a frame, and the rest in another where one makes its thread stand still (in Firefox `navigator.storage.estimate()` does). */
export function tryWays({
  srcdoc,
  source,
  count,
}: {
  srcdoc: string;
  source: string;
  count: number;
}): Promise<string[]> {
  const found: string[] = [];
  const runFrom = (from: number) =>
    new Promise<void>((resolve, reject) => {
      const frame = document.createElement('iframe');
      frame.setAttribute('sandbox', 'allow-scripts');
      frame.srcdoc = srcdoc;
      const end = () => {
        clearTimeout(timer);
        frame.remove();
        resolve();
      };
      const standsStill = () => {
        found.push('Error: the thread stood still');
        end();
      };
      let timer = setTimeout(standsStill, 30_000);
      addEventListener('message', (event) => {
        if (event.source !== frame.contentWindow) return;
        if (event.data.type === 'died') reject(new Error(event.data.message));
        if (event.data.type !== 'ready') return;
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = ({ data }) => {
          clearTimeout(timer);
          timer = setTimeout(standsStill, 10_000);
          found.push(data);
          if (found.length === count) end();
        };
        const text = source.replace('FROM', String(from));
        frame.contentWindow?.postMessage({ type: 'open', id: 1, source: text }, '*', [port2]);
      });
      document.body.append(frame);
    });
  const goOn = (): Promise<string[]> =>
    found.length < count ? runFrom(found.length).then(goOn) : Promise.resolve(found);
  return goOn();
}

/** Whether the frame's script says within two seconds that it runs. */
export function frameRuns(srcdoc: string): Promise<boolean> {
  return new Promise((resolve) => {
    const frame = document.createElement('iframe');
    frame.setAttribute('sandbox', 'allow-scripts');
    frame.srcdoc = srcdoc;
    addEventListener('message', (event) => event.source === frame.contentWindow && resolve(true));
    setTimeout(() => resolve(false), 2_000);
    document.body.append(frame);
  });
}

/** Starts a thread that never returns, ends it, and answers how long it was silent 4 s later, ms. */
export function endRunaway({ srcdoc, source }: { srcdoc: string; source: string }): Promise<number> {
  return new Promise((resolve) => {
    const frame = document.createElement('iframe');
    frame.setAttribute('sandbox', 'allow-scripts');
    frame.srcdoc = srcdoc;
    let heardAt = 0;
    addEventListener('message', (event) => {
      if (event.source !== frame.contentWindow || event.data.type !== 'ready') return;
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        if (heardAt === 0) frame.contentWindow?.postMessage({ type: 'kill', id: 1 }, '*');
        heardAt = performance.now();
      };
      frame.contentWindow?.postMessage({ type: 'open', id: 1, source }, '*', [port2]);
      setTimeout(() => resolve(performance.now() - heardAt), 4_000);
    });
    document.body.append(frame);
  });
}
