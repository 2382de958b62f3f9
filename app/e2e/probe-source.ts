// The text of a thread that tries everything it might get out by, and says of each way whether it was open.

/** `elsewhere` is another origin, `home` the app's own. */
export function probeSource(elsewhere: string, home: string): string {
  return `
const elsewhere = ${JSON.stringify(elsewhere)}, home = ${JSON.stringify(home)};
const opened = (make, good, bad) => new Promise((resolve, reject) => {
  const thing = make();
  thing[good] = () => resolve();
  thing[bad] = () => reject(new Error('closed'));
  setTimeout(() => reject(new Error('nothing happened')), 1500);
});
const tries = {
  fetch: () => fetch(elsewhere + '/probe/fetch'),
  fetchNoCors: () => fetch(elsewhere + '/probe/no-cors', { mode: 'no-cors' }),
  fetchKeepalive: () => fetch(elsewhere + '/probe/keepalive', { keepalive: true, method: 'POST', body: 'x' }),
  fetchHome: () => fetch(home + '/api/health'),
  xhr: () => opened(() => { const x = new XMLHttpRequest(); x.open('GET', elsewhere + '/probe/xhr'); x.send(); return x; }, 'onload', 'onerror'),
  xhrSync: () => { const x = new XMLHttpRequest(); x.open('GET', elsewhere + '/probe/xhr-sync', false); x.send(); },
  webSocket: () => opened(() => new WebSocket(elsewhere.replace('http', 'ws') + '/probe/socket'), 'onopen', 'onerror'),
  webSocketHome: () => opened(() => new WebSocket(home.replace('http', 'ws') + '/socket/?EIO=4&transport=websocket'), 'onopen', 'onerror'),
  eventSource: () => opened(() => new EventSource(elsewhere + '/probe/events'), 'onopen', 'onerror'),
  importScripts: () => importScripts(elsewhere + '/probe/script.js'),
  importModule: () => import(elsewhere + '/probe/module.js'),
  nestedData: () => opened(() => new Worker('data:text/javascript,' + encodeURIComponent("fetch('" + elsewhere + "/probe/nested').then(() => postMessage(1))")), 'onmessage', 'onerror'),
  nestedBlob: () => opened(() => new Worker(URL.createObjectURL(new Blob(["fetch('" + elsewhere + "/probe/blob').then(() => postMessage(1))"]))), 'onmessage', 'onerror'),
  font: () => new FontFace('probe', 'url(' + elsewhere + '/probe/font.woff2)').load(),
  indexedDB: () => opened(() => indexedDB.open('covey'), 'onsuccess', 'onerror'),
  caches: () => caches.open('probe'),
  files: () => navigator.storage.getDirectory(),
  locks: () => navigator.locks.request('covey-contributing', () => undefined),
  webTransport: async () => { await new WebTransport(elsewhere.replace('http:', 'https:') + '/probe/transport').ready; },
  function: () => new Function('return 1')(),
  eval: () => (0, eval)('1'),
};
addEventListener('message', async ({ ports: [port] }) => {
  const found = {};
  for (const [name, attempt] of Object.entries(tries)) {
    try {
      await attempt();
      found[name] = 'OPEN';
    } catch (error) {
      found[name] = String(error && error.name || error);
    }
  }
  try {
    await WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]));
    found.wasm = 'works';
  } catch (error) {
    found.wasm = String(error);
  }
  port.postMessage(found);
}, { once: true });
`;
}
