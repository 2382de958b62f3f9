// The page's side of the sandbox frame: makes it, passes kernel scripts and ports into it, asks whether it still lives and
// replaces it when not. The browser says nothing when a frame's process dies, so a pong that stays away is the only sign.
// The page never talks to a thread itself: the port leads from the thread straight to the supervisor.
import { frameDocument } from './frame-document.ts';

const PING_MS = 2_000;
/** A frame this long silent while the page is visible is taken for dead. */
const SILENCE_MS = 10_000;

export interface SandboxFrame {
  start(): void;
  stop(): void;
  /** `source` is the thread's whole text: boot code and kernel script. */
  open(id: number, source: string, port: MessagePort): void;
  kill(id: number): void;
}

/** `died` is called once for each thread that ended without being told to. */
export function createSandboxFrame(
  host: Document,
  died: (id: number, message: string) => void,
): SandboxFrame {
  let frame: HTMLIFrameElement | undefined;
  let isReady = false;
  let heardAt = 0;
  let timer: ReturnType<typeof setInterval> | undefined;
  const waiting: (() => void)[] = [];
  const open = new Set<number>();

  const post = (message: object, ports: MessagePort[] = []) =>
    // The frame's origin is opaque, so there is no narrower target; the window is the frame's own.
    frame?.contentWindow?.postMessage(message, '*', ports);

  function mount(): void {
    isReady = false;
    heardAt = performance.now();
    frame = host.createElement('iframe');
    frame.setAttribute('sandbox', 'allow-scripts');
    frame.title = 'Compute threads (nothing to see here)';
    frame.tabIndex = -1;
    frame.ariaHidden = 'true';
    frame.style.cssText =
      'position:fixed;width:1px;height:1px;bottom:0;border:0;opacity:0;pointer-events:none';
    frame.srcdoc = frameDocument;
    host.body.append(frame);
  }

  function rebuild(): void {
    frame?.remove();
    const lost = [...open];
    open.clear();
    mount();
    for (const id of lost) died(id, 'the browser ended the sandbox, perhaps for want of memory');
  }

  function receive(event: MessageEvent): void {
    if (!frame || event.source !== frame.contentWindow) return;
    heardAt = performance.now();
    const message: unknown = event.data;
    if (!isFrameMessage(message)) return;
    if (message.type === 'ready') {
      isReady = true;
      for (const act of waiting.splice(0)) act();
    } else if (message.type === 'died' && open.delete(message.id)) {
      died(message.id, message.message);
    }
  }

  function check(): void {
    // A hidden page's timers and frames may rest for minutes: silence means nothing then.
    if (host.visibilityState === 'hidden') heardAt = performance.now();
    else if (performance.now() - heardAt > SILENCE_MS) rebuild();
    else post({ type: 'ping' });
  }

  function whenReady(act: () => void): void {
    if (isReady) act();
    else waiting.push(act);
  }

  return {
    start() {
      if (frame) return;
      host.defaultView?.addEventListener('message', receive);
      mount();
      timer = setInterval(check, PING_MS);
    },
    stop() {
      host.defaultView?.removeEventListener('message', receive);
      clearInterval(timer);
      waiting.length = 0;
      open.clear();
      frame?.remove();
      frame = undefined;
    },
    open(id, source, port) {
      open.add(id);
      whenReady(() => {
        if (open.has(id)) post({ type: 'open', id, source }, [port]);
      });
    },
    kill(id) {
      if (open.delete(id)) whenReady(() => post({ type: 'kill', id }));
    },
  };
}

type FrameMessage = { type: 'ready' } | { type: 'pong' } | { type: 'died'; id: number; message: string };

function isFrameMessage(value: unknown): value is FrameMessage {
  if (typeof value !== 'object' || value === null || !('type' in value)) return false;
  if (value.type === 'ready' || value.type === 'pong') return true;
  return (
    value.type === 'died' &&
    'id' in value &&
    typeof value.id === 'number' &&
    'message' in value &&
    typeof value.message === 'string'
  );
}
