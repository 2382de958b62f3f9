// A stand-in for Electron's distribution, for machines without it: everything that electron-builder looks for, real fuses in a binary that only
// says what it is. What is packed with it is checked, never given to anybody.
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DEFAULT_WIRE } from './fuses.ts';
import { requireFetched } from './fetch-builder.ts';

const VERSION = 'v45.4.1';

async function makeFolder(out: string, files: Record<string, string | Buffer>): Promise<void> {
  await rm(out, { recursive: true, force: true });
  await mkdir(join(out, 'locales'), { recursive: true });
  await mkdir(join(out, 'resources'));
  const all = {
    LICENSE: 'stub',
    'LICENSES.chromium.html': 'stub',
    version: VERSION,
    'locales/en-US.pak': '',
    ...files,
  };
  for (const [name, content] of Object.entries(all))
    await writeFile(join(out, name), content, { mode: 0o755 });
}

export async function makeLinuxStub(out: string): Promise<void> {
  const script = Buffer.from('#!/bin/sh\necho "stub electron: not a real runtime" >&2; exit 86\n');
  await makeFolder(out, { electron: Buffer.concat([script, DEFAULT_WIRE]), 'chrome-sandbox': '' });
}

interface PeLibrary {
  NtExecutable: { createEmpty(is32Bit: boolean, isDll: boolean): { generate(): ArrayBuffer } };
}
interface Resedit {
  NtExecutableResource: {
    from(
      exe: unknown,
      ignoreSignature: boolean,
    ): { entries: unknown[]; outputResource(...args: unknown[]): void };
  };
  Resource: {
    VersionInfo: {
      createEmpty(): {
        setFileVersion(...args: number[]): void;
        setStringValues(language: object, values: object): void;
        outputToResourceEntries(entries: unknown[]): void;
      };
    };
  };
}

/** An executable with the resources into which electron-builder writes the asar's hash. */
export async function makeWindowsStub(out: string): Promise<void> {
  const { NtExecutable } = requireFetched('pe-library') as PeLibrary;
  const { NtExecutableResource, Resource } = requireFetched('resedit') as Resedit;
  const exe = NtExecutable.createEmpty(false, false);
  const resources = NtExecutableResource.from(exe, true);
  const version = Resource.VersionInfo.createEmpty();
  version.setFileVersion(45, 4, 1, 0, 1033);
  version.setStringValues(
    { lang: 1033, codepage: 1200 },
    {
      ProductName: 'Electron',
      FileDescription: 'Electron',
      CompanyName: 'stub',
      OriginalFilename: 'electron.exe',
    },
  );
  version.outputToResourceEntries(resources.entries);
  resources.outputResource(exe, false, true);
  await makeFolder(out, {
    'electron.exe': Buffer.concat([Buffer.from(exe.generate()), DEFAULT_WIRE]),
    'ffmpeg.dll': '',
  });
}
