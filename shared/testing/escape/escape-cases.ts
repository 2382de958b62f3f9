// Ways out that job code may try, for every runtime the same. Each is the body of an async function that comes to its end when the way
// is open and throws when it is closed. `to` says where to: `to.url` a server that counts who comes (`to.host`, `to.port`), `to.home` the app or
// whatever the thread came from. `opened` waits for one of two events. What a runtime has not, throws as well: runners try every way
// without the wall too, and print those that do not exist there.

export interface EscapeCase {
  name: string;
  code: string;
}

const nested = (kind: string) =>
  `fetch(to + '/probe/${kind}').then(() => postMessage(1), () => setTimeout(() => { throw 1 }))`;

const network: [string, string][] = [
  ['fetch', `await fetch(to.url + '/probe/fetch')`],
  ['fetch without CORS', `await fetch(to.url + '/probe/no-cors', { mode: 'no-cors' })`],
  [
    'fetch that outlives the thread',
    `await fetch(to.url + '/probe/keepalive', { keepalive: true, method: 'POST', body: 'x' })`,
  ],
  ['fetch of home', `await fetch(to.home + '/api/health')`],
  [
    'fetch with a Request',
    `await fetch(new Request(to.url + '/probe/request', { method: 'POST', body: 'x' }))`,
  ],
  ['fetch through eval', `await (0, eval)('fetch')(to.url + '/probe/eval')`],
  ['compileStreaming', `await WebAssembly.compileStreaming(fetch(to.url + '/probe/module.wasm'))`],
  [
    'XMLHttpRequest',
    `await opened(() => { const x = new XMLHttpRequest(); x.open('GET', to.url + '/probe/xhr'); x.send(); return x; }, 'onload', 'onerror')`,
  ],
  [
    'XMLHttpRequest that blocks',
    `const x = new XMLHttpRequest(); x.open('GET', to.url + '/probe/xhr-sync', false); x.send();`,
  ],
  [
    'WebSocket',
    `await opened(() => new WebSocket(to.url.replace('http', 'ws') + '/probe/socket'), 'onopen', 'onerror')`,
  ],
  [
    'WebSocket home',
    `await opened(() => new WebSocket(to.home.replace('http', 'ws') + '/socket/?EIO=4&transport=websocket'), 'onopen', 'onerror')`,
  ],
  ['WebSocketStream', `await new WebSocketStream(to.url.replace('http', 'ws') + '/probe/stream').opened`],
  ['EventSource', `await opened(() => new EventSource(to.url + '/probe/events'), 'onopen', 'onerror')`],
  ['WebTransport', `await new WebTransport(to.url.replace('http:', 'https:') + '/probe/transport').ready`],
  [
    'RTCPeerConnection',
    `const c = new RTCPeerConnection({ iceServers: [{ urls: 'stun:' + to.host + ':' + to.port }] }); c.createDataChannel('x'); await c.setLocalDescription(await c.createOffer())`,
  ],
  ['sendBeacon', `if (!navigator.sendBeacon(to.url + '/probe/beacon', 'x')) throw new Error('not sent')`],
  ['a font', `await new FontFace('probe', 'url(' + to.url + '/probe/font.woff2)').load()`],
  [
    'an image',
    `await opened(() => { const i = new Image(); i.src = to.url + '/probe/image'; return i; }, 'onload', 'onerror')`,
  ],
  [
    'DNS prefetch',
    `const l = document.createElement('link'); l.rel = 'dns-prefetch'; l.href = to.url; document.head.append(l)`,
  ],
  [
    'a form',
    `const f = document.createElement('form'); f.action = to.url + '/probe/form'; document.body.append(f); f.submit()`,
  ],
  ['a window', `if (!open(to.url + '/probe/window')) throw new Error('not opened')`],
  ['top navigation', `top.location = to.url + '/probe/top'`],
  [
    'background fetch',
    `if (!('backgroundFetch' in ServiceWorkerRegistration.prototype)) throw new ReferenceError('backgroundFetch is not defined'); await (await navigator.serviceWorker.ready).backgroundFetch.fetch('x', to.url + '/probe/background')`,
  ],
  [
    'a TCP connection',
    `await new Promise((resolve, reject) => require('node:net').connect(to.port, to.host).on('connect', resolve).on('error', reject))`,
  ],
  ['a TCP socket of the browser', `await new TCPSocket(to.host, to.port).opened`],
  [
    'a datagram',
    `await new Promise((resolve, reject) => { const s = require('node:dgram').createSocket('udp4'); s.on('error', reject); s.send('x', to.port, to.host, (e) => (s.close(), e ? reject(e) : resolve())); })`,
  ],
  ['a name look-up', `await require('node:dns/promises').lookup('localhost')`],
  [
    'listening',
    `await new Promise((resolve, reject) => require('node:net').createServer().on('error', reject).listen(0, '127.0.0.1', resolve))`,
  ],
  [
    'an HTTP request of Node',
    `await new Promise((resolve, reject) => require('node:http').get(to.url + '/probe/http', resolve).on('error', reject))`,
  ],
];

const code: [string, string][] = [
  ['importScripts', `importScripts(to.url + '/probe/script.js')`],
  ['import() from a server', `await import(to.url + '/probe/module.js')`],
  ['import() of a data: URL', `await import('data:text/javascript,export default 1')`],
  [
    'import() of a blob: URL',
    `await import(URL.createObjectURL(new Blob(['export default 1'], { type: 'text/javascript' })))`,
  ],
  ['import() through eval', `await (0, eval)('import("data:text/javascript,export default 1")')`],
  ['import() of a built-in module', `await import('node:fs')`],
  ['import() through a Function', `await Function('return import("node:fs")')()`],
  [
    'an import map',
    `const s = document.createElement('script'); s.type = 'importmap'; s.textContent = '{"imports":{"x":"' + to.url + '/probe/map.js"}}'; document.head.append(s); await import('x')`,
  ],
  ['require', `require('node:fs').statSync('/')`],
  [
    'eval of text where the browser could refuse it',
    `if (typeof postMessage !== 'function') require('node:vm'); (0, eval)('1')`,
  ],
  [
    'Function of text where the browser could refuse it',
    `if (typeof postMessage !== 'function') require('node:vm'); new Function('return 1')()`,
  ],
  [
    'a timer of text',
    `await new Promise((resolve, reject) => { globalThis.reached = resolve; setTimeout('reached()', 0); setTimeout(() => reject(new Error('refused')), 300); })`,
  ],
];

const threads: [string, string][] = [
  [
    'a thread from a data: URL',
    `await opened(() => new Worker('data:text/javascript,' + encodeURIComponent(${JSON.stringify(nested('nested-data'))}.replace('to +', JSON.stringify(to.url) + ' +'))), 'onmessage', 'onerror')`,
  ],
  [
    'a thread from a blob: URL',
    `await opened(() => new Worker(URL.createObjectURL(new Blob([${JSON.stringify(nested('nested-blob'))}.replace('to +', JSON.stringify(to.url) + ' +')]))), 'onmessage', 'onerror')`,
  ],
  [
    'a thread from a server',
    `await opened(() => new Worker(to.url + '/probe/worker.js'), 'onmessage', 'onerror')`,
  ],
  [
    'a module thread',
    `await opened(() => new Worker('data:text/javascript,postMessage(1)', { type: 'module' }), 'onmessage', 'onerror')`,
  ],
  ['a shared thread', `const w = new SharedWorker(to.url + '/probe/shared.js'); w.port.start()`],
  ['a service worker', `await navigator.serviceWorker.register(to.url + '/probe/service.js')`],
  [
    'a thread of Node',
    `await new Promise((resolve, reject) => new (require('node:worker_threads').Worker)('1', { eval: true }).on('exit', resolve).on('error', reject))`,
  ],
  ['another process', `require('node:child_process').execFileSync('/bin/true')`],
  [
    'a fork',
    `await new Promise((resolve, reject) => require('node:child_process').fork('-', { execArgv: ['-e', ''] }).on('exit', resolve).on('error', reject))`,
  ],
  [
    'a cluster',
    `const c = require('node:cluster'); c.setupPrimary({ exec: '-', execArgv: ['-e', ''] }); c.fork().kill()`,
  ],
  [
    'BroadcastChannel',
    `const c = new BroadcastChannel('covey-escape'); await new Promise((resolve, reject) => { c.onmessage = resolve; c.postMessage('is somebody there?'); setTimeout(() => reject(new Error('nobody heard it')), 500); }).finally(() => c.close())`,
  ],
  [
    'locks of the app',
    `await navigator.locks.request('covey-escape', { ifAvailable: true }, (lock) => { if (lock) throw new Error('a lock of its own'); })`,
  ],
];

const storage: [string, string][] = [
  ['IndexedDB', `await opened(() => indexedDB.open('covey'), 'onsuccess', 'onerror')`],
  ['IndexedDB’s list', `await indexedDB.databases()`],
  ['localStorage', `localStorage.getItem('x')`],
  ['sessionStorage', `sessionStorage.getItem('x')`],
  ['cookies', `document.cookie.length.toFixed()`],
  ['cookieStore', `await cookieStore.getAll()`],
  ['the cache', `await caches.open('probe')`],
  ['the cache’s list', `await caches.keys()`],
  ['the origin’s private files', `await navigator.storage.getDirectory()`],
  ['how much is stored', `await navigator.storage.estimate()`],
  ['keeping storage', `await navigator.storage.persist()`],
  ['the app’s document', `parent.document.title.length.toFixed()`],
  ['a file to be read', `require('node:fs').readFileSync('/etc/hostname')`],
  ['a file by promises', `await require('node:fs/promises').readFile('/etc/hostname')`],
  [
    'a file to be written',
    `const fs = require('node:fs'); fs.appendFileSync('/tmp/covey-escape-probe', ''); fs.rmSync('/tmp/covey-escape-probe')`,
  ],
  ['a folder', `require('node:fs').readdirSync('/')`],
  [
    'a link to a file',
    `const fs = require('node:fs'); fs.symlinkSync('/etc/hostname', '/tmp/covey-escape-link'); fs.rmSync('/tmp/covey-escape-link')`,
  ],
  ['a file as a Blob', `await (await require('node:fs').openAsBlob('/etc/hostname')).text()`],
  ['watching files', `require('node:fs').watch('/tmp').close()`],
  [
    'SQLite',
    `new (require('node:sqlite').DatabaseSync)('/tmp/covey-escape-probe.db').close(); require('node:fs').rmSync('/tmp/covey-escape-probe.db')`,
  ],
  ['files through WASI', `new (require('node:wasi').WASI)({ version: 'preview1', preopens: { '/': '/' } })`],
];

const platform: [string, string][] = [
  ['process', `process.version.length.toFixed()`],
  ['the environment', `if (!process.env.COVEY_SECRET) throw new Error('no secret')`],
  ['the arguments', `process.argv.length.toFixed()`],
  ['process.kill', `process.kill(process.pid, 0)`],
  ['process.binding', `process.binding('fs')`],
  ['process.getBuiltinModule', `process.getBuiltinModule('node:fs').readdirSync('/')`],
  [
    'process.dlopen',
    `try { process.dlopen({ exports: {} }, '/nowhere.node') } catch (e) { if (!/nowhere/.test(e.message)) throw e }`,
  ],
  ['an addon', `try { require('/nowhere.node') } catch (e) { if (e.code !== 'MODULE_NOT_FOUND') throw e }`],
  ['process by the global object', `Function('return this')().process.pid.toFixed()`],
  ['process by a constructor', `(class {}).constructor.constructor('return process')().pid.toFixed()`],
  [
    'process by a generator’s constructor',
    `(function* () {}).constructor('return process')().next().value.pid.toFixed()`,
  ],
  [
    'process by an async constructor',
    `(await (async () => {}).constructor('return process')()).pid.toFixed()`,
  ],
  [
    'a module through the main module',
    `process.mainModule?.require('fs') ?? require('node:module').createRequire('/x.js')('fs').statSync('/')`,
  ],
  ['hooks of the module loader', `require('node:module').registerHooks({}).deregister()`],
  ['the inspector', `require('node:inspector').open(0); require('node:inspector').close()`],
  ['a heap snapshot', `require('node:v8').getHeapSnapshot().destroy()`],
  ['flags of V8', `require('node:v8').setFlagsFromString('--expose-gc')`],
  ['another realm', `require('node:vm').runInNewContext('1')`],
  ['standard output', `console._stdout.fd.toFixed()`],
  ['file descriptors', `require('node:fs').fstatSync(1).isFile()`],
  ['facts of the machine', `require('node:os').userInfo().username.length.toFixed()`],
  ['Buffer’s pool', `Buffer.from('x').buffer.byteLength.toFixed()`],
  [
    'frames of a stack',
    `Error.prepareStackTrace = (_, frames) => frames; const frames = new Error('x').stack; Error.prepareStackTrace = undefined; if (!frames.some((f) => { const t = f.getThis?.() ?? globalThis; return t.process?.pid || t.document; })) throw new ReferenceError('from no frame on process is not defined')`,
  ],
  ['notifications', `new Notification('x')`],
  ['the clipboard', `await navigator.clipboard.readText()`],
  ['a bluetooth device', `await navigator.bluetooth.getDevices()`],
  ['USB devices', `await navigator.usb.getDevices()`],
];

const of = (list: [string, string][]): EscapeCase[] => list.map(([name, text]) => ({ name, code: text }));
export const escapeCases: readonly EscapeCase[] = [
  ...of(network),
  ...of(code),
  ...of(threads),
  ...of(storage),
  ...of(platform),
];
