// The hashes of inline scripts the page policy allows: only the sandbox frame's. Read from the file the
// browser platform keeps beside that script, so that policy and script cannot drift apart.
import { existsSync, readFileSync } from 'node:fs';

export type ScriptHash = `sha256-${string}`;

const hashFile = new URL('../platform/browser/frame-hash', import.meta.url);

export function frameScriptHashes(): ScriptHash[] {
  if (!existsSync(hashFile)) return [];
  return readFileSync(hashFile, 'utf8')
    .split(/\s+/)
    .filter((word): word is ScriptHash => word.startsWith('sha256-'));
}
