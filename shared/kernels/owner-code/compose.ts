// Makes a job's script of a kernel's built runner and the owner's code, by text alone: nothing of it is run. Its SHA-256 is the
// version that the job pins, so owner code travels like any other kernel.

/** What stack traces call the script; a `data:` URL of megabytes otherwise. */
export const SCRIPT_NAME = 'covey-script.js';

/** What the owner's function finds besides the language. `Math` is the one whose results are the same everywhere. */
export const OWNER_SCOPE = ['module', 'exports', 'require', 'Math'] as const;

/**
 * `text` is one CommonJS module. It gets a function scope of its own and begins on a line of its own; the stack in front of it
 * tells the runner where that is, so that errors name the owner's own lines.
 */
export const composeScript = (runner: string, name: string, text: string): string =>
  `${runner}\ncoveyKernel.load(${JSON.stringify(name)},new Error().stack,function(${OWNER_SCOPE.join(',')}){\n${text}\n});\n//# sourceURL=${SCRIPT_NAME}\n`;

/** The same for a module of WebAssembly. */
export const composeWasm = (runner: string, name: string, base64: string): string =>
  `${runner}\ncoveyKernel.load(${JSON.stringify(name)},${JSON.stringify(base64)});\n//# sourceURL=${SCRIPT_NAME}\n`;
