// The first thing that runs of the device bundle: its text is the file's head. It is written for any Node since 8, so that one that is too old
// says so instead of stumbling over syntax; the program itself comes as a string and is compiled only then. It uses nothing but its parameters.
import type { BundleBoot } from './run-device.ts';

export function bootBundle(
  coordinator: string | null,
  version: string,
  code: string,
  needed: number,
  requireModule: NodeJS.Require,
): void {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < needed) {
    process.stderr.write(
      `covey: this is Node ${process.versions.node}; the device needs ${needed} or newer, which can keep job code off the network.\n` +
        `       Get one without installing anything: npx -y node@${needed} - CODE in place of node - CODE, or from https://nodejs.org/en/download.\n`,
    );
    process.exitCode = 1;
    return;
  }
  const { compileFunction, constants } = requireModule('node:vm') as typeof import('node:vm');
  const self = `var coveyCoordinator = ${JSON.stringify(coordinator)};\n(${String(bootBundle)})(coveyCoordinator, ${JSON.stringify(version)}, ${JSON.stringify(code)}, ${needed}, require);\n`;
  const module: { exports: { runDevice?: (boot: BundleBoot) => Promise<void> } } = { exports: {} };
  const run = compileFunction(code, ['require', 'module', 'exports', '__filename'], {
    filename: 'covey-device.cjs',
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  run(requireModule, module, module.exports, `${process.cwd()}/covey-device.cjs`);
  if (module.exports.runDevice) void module.exports.runDevice({ coordinator, self, version });
}
