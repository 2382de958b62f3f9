// The whole script of the sandbox frame. It starts and ends compute threads for the page that made the frame and does
// nothing else. A thread is a `data:` worker: it inherits the frame's policy, which allows no connection of any kind. A text too
// long for an address (Chromium takes 2 MiB) is a `blob:` worker, under the same policy; there Chromium has no WebGPU.
// The page's own policy names this file's SHA-256, which the build computes; it must stay one plain script.
'use strict';
/** @type {Map<number, Worker>} */
const threads = new Map();
/** Kept as long as the thread: Firefox may not have read it yet. @type {Map<number, string>} */
const addresses = new Map();
const MOST_ADDRESS = 2_000_000;

/** @param {number} id @param {string} source @param {MessagePort} port */
function open(id, source, port) {
  const thread = new Worker(addressOf(id, source));
  threads.set(id, thread);
  thread.onerror = (event) => {
    event.preventDefault();
    end(id);
    parent.postMessage({ type: 'died', id, message: event.message || 'the thread did not start' }, '*');
  };
  thread.postMessage({ type: 'port' }, [port]);
}

/** @param {number} id @param {string} source */
function addressOf(id, source) {
  const data = 'data:text/javascript;charset=utf-8,' + encodeURIComponent(source);
  if (data.length <= MOST_ADDRESS) return data;
  const blob = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
  addresses.set(id, blob);
  return blob;
}

/** @param {number} id */
function end(id) {
  threads.get(id)?.terminate();
  threads.delete(id);
  const blob = addresses.get(id);
  if (blob !== undefined) URL.revokeObjectURL(blob);
  addresses.delete(id);
}

addEventListener('message', (event) => {
  if (event.source !== parent) return;
  const message = event.data;
  const [port] = event.ports;
  if (message.type === 'open' && port) open(message.id, message.source, port);
  else if (message.type === 'kill') end(message.id);
  else if (message.type === 'ping') parent.postMessage({ type: 'pong' }, '*');
});
parent.postMessage({ type: 'ready' }, '*');
