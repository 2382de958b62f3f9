// The owner's own code while a job is being described: a script that is typed, pasted or dropped, or a module of WebAssembly that is dropped.
import { CoveyError } from '#shared/contract/errors.ts';
import type { OwnCode } from '#shared/client/upload-code.ts';
import { EXAMPLES } from './example-script.ts';

export class OwnCodeForm {
  /** What was typed; nothing: the example still stands. */
  typed = $state<string>();
  fileName = $state('script.ts');
  module = $state.raw<{ name: string; bytes: Uint8Array }>();

  text(example: keyof typeof EXAMPLES): string {
    return this.typed ?? EXAMPLES[example];
  }

  async takeFile(file: File): Promise<void> {
    if (file.name.endsWith('.wasm'))
      this.module = { name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) };
    else {
      this.typed = await file.text();
      this.fileName = file.name;
    }
  }

  startOver(): void {
    this.typed = undefined;
    this.module = undefined;
    this.fileName = 'script.ts';
  }

  /** As it is uploaded. @throws CoveyError naming what is wrong with it */
  async prepare(kernel: string, example: keyof typeof EXAMPLES): Promise<OwnCode> {
    if (kernel === 'wasm') {
      if (!this.module)
        throw new CoveyError('bad-input', 'there is no module yet', { hint: 'Drop or choose a .wasm file.' });
      const { compileAndCheck } = await import('#shared/kernels/wasm/check-module.ts');
      await compileAndCheck(this.module.bytes, this.module.name);
      return this.module;
    }
    const { prepareModule, refuseImports } = await import('#shared/kernels/owner-code/prepare-module.ts');
    const prepared = await prepareModule(this.text(example), this.fileName);
    refuseImports(prepared, this.fileName);
    return {
      name: this.fileName,
      bytes: new TextEncoder().encode(prepared.text),
      reduce: prepared.hasReduce,
    };
  }
}
