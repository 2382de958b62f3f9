// Has every text of the app's screens ask the catalogue for its words, and brings the catalogues of the languages into the build.
// The sources stay as they are: tests, types and the editor see plain English.
import { relative } from 'node:path';
import type { Plugin } from 'vite';
import { compileLanguage } from './catalogue.ts';
import { collectForeign } from './collect-messages.ts';
import { findMessages } from './find-messages.ts';
import { hasMessages } from './sources.ts';

const FOREIGN = 'virtual:covey-foreign';

/** `root` is the repository. */
export function messages(root: string): Plugin {
  return {
    name: 'covey-messages',
    enforce: 'pre',
    resolveId: (id) => (id === FOREIGN ? `\0${FOREIGN}` : undefined),
    load(id) {
      if (id === `\0${FOREIGN}`)
        return `export default ${JSON.stringify(collectForeign(root).map(({ english }) => english))}`;
      if (!id.endsWith('.po')) return undefined;
      const catalogue = JSON.stringify(compileLanguage(root, relative(root, id)));
      // parsed as a string it is there sooner than as an object of the language
      return { code: `export default JSON.parse(${JSON.stringify(catalogue)})`, moduleType: 'js' };
    },
    transform(code, id) {
      const file = relative(root, id);
      return hasMessages(file) ? { code: findMessages(file, code).marked, map: null } : undefined;
    },
  };
}
