// The hashes of inline scripts the page policy allows: only the sandbox frame's. Computed from that script
// whenever the configuration is read, so that policy and script cannot drift apart. Plain
// JavaScript, because editors read svelte.config.js with a Node of their own.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

const frameScript = new URL('../platform/browser/sandbox/frame-script.js', import.meta.url);

/** @returns {`sha256-${string}`[]} */
export function frameScriptHashes() {
  // A browser hashes the text it parsed, in which line ends are always \n.
  const text = readFileSync(frameScript, 'utf8').replaceAll('\r\n', '\n');
  return [`sha256-${createHash('sha256').update(text).digest('base64')}`];
}
