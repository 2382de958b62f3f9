// A camera to look through: the remembered one, else the one at the back. Page only, secure origins only. What browsers answer when there is
// none is told apart here; the words for it are in camera-refusals.ts.
import type { CameraRefusal } from './camera-refusals.ts';

export interface Camera {
  stream: MediaStream;
  id: string;
  /** Whether it looks at whoever holds it: then the picture is shown as in a mirror. */
  isFacing: boolean;
  hasTorch: boolean;
  setTorch(on: boolean): Promise<void>;
  /** All of the device; their names are known only now that one was opened. */
  others(): Promise<{ id: string; label: string }[]>;
  /** Somebody pulled it out, or another program took it. */
  whenLost(listener: () => void): void;
  close(): void;
}

export type OpenedCamera = { ok: true; camera: Camera } | { ok: false; refusal: CameraRefusal };

/** Wide enough to read a code from across a table, small enough for an old phone. */
const SIZE = { width: { ideal: 1280 }, height: { ideal: 720 } };

type Torch = { torch?: boolean };

/** `wanted` is the id of one that was chosen before; it may be gone. */
export async function openCamera(wanted: string | null): Promise<OpenedCamera> {
  const { mediaDevices } = navigator as Partial<Navigator>;
  if (!mediaDevices) return { ok: false, refusal: isSecureContext ? 'none' : 'insecure' };
  try {
    const stream = await mediaDevices
      .getUserMedia({ video: wanted === null ? atTheBack() : { deviceId: { exact: wanted }, ...SIZE } })
      .catch(async (error: unknown) => {
        if (wanted === null || nameOf(error) === 'NotAllowedError') throw error;
        return await mediaDevices.getUserMedia({ video: atTheBack() });
      });
    return { ok: true, camera: hold(stream, mediaDevices) };
  } catch (error) {
    return { ok: false, refusal: tell(error) };
  }
}

const atTheBack = (): MediaTrackConstraints => ({ facingMode: { ideal: 'environment' }, ...SIZE });

function hold(stream: MediaStream, mediaDevices: MediaDevices): Camera {
  const [track] = stream.getVideoTracks();
  const { deviceId = '', facingMode } = track?.getSettings() ?? {};
  // not in every browser
  const capabilities = track?.getCapabilities?.() as (MediaTrackCapabilities & Torch) | undefined;
  return {
    stream,
    id: deviceId,
    isFacing: facingMode === 'user' || (facingMode === undefined && matchMedia('(pointer: fine)').matches),
    hasTorch: capabilities?.torch === true,
    setTorch: async (on) =>
      await track?.applyConstraints({ advanced: [{ torch: on } as MediaTrackConstraintSet & Torch] }),
    async others() {
      const all = await mediaDevices.enumerateDevices();
      return all
        .filter(({ kind, deviceId: id }) => kind === 'videoinput' && id !== '')
        .map(({ deviceId: id, label }, i) => ({ id, label: label || `Camera ${i + 1}` }));
    },
    whenLost: (listener) => track?.addEventListener('ended', listener),
    close: () => stream.getTracks().forEach((each) => each.stop()),
  };
}

const nameOf = (error: unknown) => (error instanceof DOMException ? error.name : '');

function tell(error: unknown): CameraRefusal {
  switch (nameOf(error)) {
    case 'NotAllowedError':
    case 'SecurityError':
      return 'forbidden';
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'none';
    default:
      return 'busy';
  }
}
