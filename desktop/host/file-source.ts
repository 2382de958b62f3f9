// A file on disk as the SDK reads it. It is opened for each read, so that any number of files can be submitted, and the last read asks
// for one byte more than there should be, which shows a file that grew.
import { open } from 'node:fs/promises';
import { ClientError } from '../../shared/client/client-error.ts';
import type { Source } from '../../shared/client/source.ts';
import type { InputPath } from './walk-inputs.ts';

export function fileSource({ name, path, size }: InputPath): Source {
  return {
    name,
    size,
    async slice(offset, length) {
      const atEnd = offset + length >= size;
      const buffer = Buffer.allocUnsafeSlow(length + (atEnd ? 1 : 0));
      const file = await open(path, 'r');
      try {
        let have = 0;
        while (have < buffer.length) {
          const { bytesRead } = await file.read(buffer, have, buffer.length - have, offset + have);
          if (bytesRead === 0) break;
          have += bytesRead;
        }
        if (have > length)
          throw new ClientError(
            'source-changed',
            `${JSON.stringify(name)} changed while it was read: it grew beyond ${size} bytes`,
          );
        return new Uint8Array(buffer.buffer, 0, Math.min(have, length));
      } finally {
        await file.close();
      }
    },
  };
}
