// The files that wait in this browser for a job, as screens ask for them. Where there is no private file system nothing was ever shared.
import { dropShared, listShared, openShared } from './shared-files.ts';

const isPossible = () => 'storage' in navigator && typeof navigator.storage.getDirectory === 'function';

export async function waitingFiles(): Promise<File[]> {
  return isPossible() ? await listShared(await openShared()) : [];
}

export async function dropWaitingFiles(): Promise<void> {
  if (isPossible()) await dropShared(await openShared());
}
