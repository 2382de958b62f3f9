// One look through a camera for an invitation. Holds the camera only while somebody can see what it sees: it is let go when the page is hidden,
// when the scanner is closed and when an invitation was found, and taken again when the page comes back.
//   starting ──picture──▶ looking ──invitation of ours──▶ (told, closed)
//      │                     └──page hidden──▶ resting ──page back──▶ starting
//      └──no camera, no permission, no reader──▶ refused ──try again──▶ starting
import type { Camera, OpenedCamera } from './open-camera.ts';
import type { CameraRefusal } from './camera-refusals.ts';
import type { QrReader } from './qr-reader.ts';
import type { Scan, WayIn } from './read-scan.ts';

const READ_EVERY_MS = 60;
const KEPT_AS = 'covey-camera';

export interface ScannerPorts {
  openCamera(wanted: string | null): Promise<OpenedCamera>;
  openReader(): Promise<QrReader>;
  readScan(text: string): Scan;
  onfound(way: WayIn): void;
}

export type ScannerState =
  { is: 'starting' } | { is: 'looking' } | { is: 'resting' } | { is: 'refused'; refusal: CameraRefusal };

export class Scanner {
  state: ScannerState = $state.raw({ is: 'starting' });
  /** The last code that was no invitation of ours. */
  found: Exclude<Scan, { kind: 'ours' }> | null = $state.raw(null);
  camera: Camera | null = $state.raw(null);
  cameras: { id: string; label: string }[] = $state.raw([]);
  isLit = $state(false);
  readonly #ports: ScannerPorts;
  #turn = new AbortController();
  #closed = true;
  #video: HTMLVideoElement | undefined;

  constructor(ports: ScannerPorts) {
    this.#ports = ports;
  }

  /** Shows the camera in `video` until the returned function is called. */
  start(video: HTMLVideoElement): () => void {
    this.#video = video;
    this.#closed = false;
    const look = () => (document.visibilityState === 'hidden' ? this.#rest() : this.#wake());
    const rest = () => this.#rest();
    document.addEventListener('visibilitychange', look);
    addEventListener('pagehide', rest);
    void this.#open();
    return () => {
      document.removeEventListener('visibilitychange', look);
      removeEventListener('pagehide', rest);
      this.#close();
    };
  }

  tryAgain = (): void => void this.#open();

  choose = (id: string): void => {
    localStorage.setItem(KEPT_AS, id);
    void this.#open();
  };

  light = async (on: boolean): Promise<void> => {
    const { camera } = this;
    if (!camera) return;
    await camera.setTorch(on).then(
      () => (this.isLit = on),
      () => (this.isLit = false), // said by some cameras, kept by few
    );
  };

  #wake(): void {
    if (this.state.is === 'resting') void this.#open();
  }

  #rest(): void {
    if (this.#closed || this.state.is === 'refused') return;
    this.#letGo();
    this.state = { is: 'resting' };
  }

  #close(): void {
    this.#closed = true;
    this.#letGo();
  }

  /** What is still being opened is closed as soon as it comes. */
  #letGo(): void {
    this.#turn.abort();
    this.camera?.close();
    this.camera = null;
    this.isLit = false;
    if (this.#video) this.#video.srcObject = null;
  }

  async #open(): Promise<void> {
    if (this.#closed) return;
    this.#letGo();
    const { signal } = (this.#turn = new AbortController());
    this.state = { is: 'starting' };
    const [opened, reader] = await Promise.all([
      this.#ports.openCamera(localStorage.getItem(KEPT_AS)),
      this.#ports.openReader().catch(() => null),
    ]);
    if (signal.aborted) return opened.ok ? opened.camera.close() : undefined;
    if (!opened.ok || !reader) {
      if (opened.ok) opened.camera.close();
      this.state = { is: 'refused', refusal: opened.ok ? 'no-reader' : opened.refusal };
      return;
    }
    await this.#show(opened.camera, reader, signal);
  }

  async #show(camera: Camera, reader: QrReader, signal: AbortSignal): Promise<void> {
    const video = this.#video;
    if (!video) return;
    this.camera = camera;
    camera.whenLost(() => !signal.aborted && this.#lose());
    video.srcObject = camera.stream;
    // refused only while another picture takes this one's place
    await video.play().catch(() => undefined);
    if (signal.aborted) return;
    this.state = { is: 'looking' };
    void camera.others().then((cameras) => (this.cameras = cameras));
    await this.#look(video, reader, signal);
  }

  #lose(): void {
    this.#letGo();
    this.state = { is: 'refused', refusal: 'busy' };
  }

  async #look(video: HTMLVideoElement, reader: QrReader, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const text = await reader.read(video).catch(() => undefined);
      if (signal.aborted) return;
      if (text === undefined) {
        this.#letGo();
        this.state = { is: 'refused', refusal: 'no-reader' };
        return;
      }
      if (text !== null && this.#take(text)) return;
      await new Promise((resolve) => setTimeout(resolve, READ_EVERY_MS));
    }
  }

  /** Whether it was what we look for. */
  #take(text: string): boolean {
    const scan = this.#ports.readScan(text);
    if (scan.kind !== 'ours') {
      this.found = scan;
      return false;
    }
    this.#close();
    this.#ports.onfound(scan.way);
    return true;
  }
}
