// A test environment for the app's state (*.svelte.ts): Vite's client environment, so that runes compile
// and Svelte resolves as in a browser, but without a DOM. What needs a DOM is tested in a real browser.
import type { Environment } from 'vitest/runtime';

const environment: Environment = {
  name: 'client',
  viteEnvironment: 'client',
  setup() {
    return { teardown() {} };
  },
};

export default environment;
