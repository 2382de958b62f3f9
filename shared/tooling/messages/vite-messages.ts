// Has every text of the app's screens ask the catalogue for its words, and brings the catalogues of the languages into the build.
// The sources stay as they are: tests, types and the editor see plain English.
import { relative } from 'node:path';
import type { Plugin } from 'vite';
import { findMessages } from './find-messages.ts';
import { hasMessages } from './sources.ts';

/** `root` is the repository. */
export function messages(root: string): Plugin {
  return {
    name: 'covey-messages',
    enforce: 'pre',
    transform(code, id) {
      const file = relative(root, id);
      if (!hasMessages(file)) return undefined;
      return { code: findMessages(file, code).marked, map: null };
    },
  };
}
