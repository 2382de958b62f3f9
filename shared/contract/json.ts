// An object of JSON whose inside is somebody else's affair (a kernel's parameters). What it holds can be written down and read again as the same:
// `1e999` is read as Infinity, and would be written as null.
import * as z from 'zod/mini';

function isWritable(root: unknown): boolean {
  const open = [root];
  while (open.length > 0) {
    const value = open.pop();
    if (typeof value === 'number' && !Number.isFinite(value)) return false;
    if (typeof value === 'object' && value !== null)
      for (const inner of Object.values(value)) open.push(inner);
  }
  return true;
}

export const JsonObject = z
  .record(z.string(), z.unknown())
  .check(z.refine(isWritable, 'holds a number that is too large'));
