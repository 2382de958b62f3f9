// Has SvelteKit write the types of the routes and the tsconfig that app/tsconfig.json extends. Without it
// neither the tests nor the linter can read the app's sources.
import { existsSync } from 'node:fs';
import { at, nodePath } from './places.mjs';
import { runStep } from './run-step.mjs';

export async function generateAppTypes() {
  if (existsSync(at('app', 'node_modules', '$app', 'tsconfig.json'))) return;
  await runStep(nodePath, [at('node_modules', '@sveltejs', 'kit', 'svelte-kit.js'), 'sync'], { quiet: true });
}
