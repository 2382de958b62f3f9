// A file that somebody submits, wherever its bytes are: on a disk or behind a browser's File.
import { ClientError } from './client-error.ts';

export interface Source {
  /** As the person knows it; the job keeps it. */
  name: string;
  /** Bytes, when the list was made. */
  size: number;
  /** Exactly these bytes; fewer mean that the file became shorter. Rejects when they cannot be read. */
  slice(offset: number, length: number): Promise<Uint8Array>;
  /** What the size is now, where that can be asked: it catches a file that grows. */
  sizeNow?(): Promise<number>;
}

/** Bytes [offset, offset+length). @throws ClientError `source-unreadable` or `source-changed`, naming the file. */
export async function readSource(source: Source, offset: number, length: number): Promise<Uint8Array> {
  const bytes = await source.slice(offset, length).catch((error: unknown) => {
    throw error instanceof ClientError
      ? error
      : new ClientError(
          'source-unreadable',
          `${JSON.stringify(source.name)} cannot be read: ${messageOf(error)}`,
          { cause: error },
        );
  });
  if (bytes.length !== length)
    throw changed(source, `it ended at byte ${offset + bytes.length} of ${source.size}`);
  return bytes;
}

/** @throws ClientError `source-changed` when the file is no longer as long as it was. */
export async function requireSameSize(source: Source): Promise<void> {
  if (!source.sizeNow) return;
  const size = await source.sizeNow().catch(() => -1);
  if (size !== source.size)
    throw changed(source, size < 0 ? 'it is gone' : `it had ${source.size} bytes and now has ${size}`);
}

export const changed = (source: Source, how: string) =>
  new ClientError('source-changed', `${JSON.stringify(source.name)} changed while it was read: ${how}`);

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
