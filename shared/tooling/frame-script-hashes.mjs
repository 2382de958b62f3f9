// The hashes of inline scripts the page policy allows: only the sandbox frame's. Read from the file the
// browser platform keeps beside that script, so that policy and script cannot drift apart. Plain
// JavaScript, because editors read svelte.config.js with a Node of their own.
import { existsSync, readFileSync } from 'node:fs';

const hashFile = new URL('../platform/browser/frame-hash', import.meta.url);

/** @returns {`sha256-${string}`[]} */
export function frameScriptHashes() {
  if (!existsSync(hashFile)) return [];
  return readFileSync(hashFile, 'utf8').split(/\s+/).filter(isHash);
}

/** @param {string} word @returns {word is `sha256-${string}`} */
function isHash(word) {
  return word.startsWith('sha256-');
}
