// One page of a browser that is not Chromium, as a person uses it: as much as every browser's own way of being driven can do.

export interface Visitor {
  open(url: string): Promise<void>;
  /** Presses the button of this name, with a pointer, once it is there. */
  press(name: string): Promise<void>;
  /** Until the page shows these words. */
  see(words: string): Promise<void>;
  /** What an expression, also one that waits, comes to in the page; JSON. */
  evaluate(expression: string): Promise<unknown>;
  close(): Promise<void>;
}

/** How long a page may take to show what is waited for. */
export const PATIENCE_MS = 60_000;

/** Where it is installed, or what is missing. */
export type Installed = { path: string } | { missing: string };
