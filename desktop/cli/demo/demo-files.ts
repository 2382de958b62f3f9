// What the demonstration computes on: the folder the person named, or this repository's own files and a large generated text.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '../../host/places.ts';
import { walkInputs, type InputPath } from '../../host/walk-inputs.ts';
import { writeText } from './make-text.ts';

/** 64 MB in all, in several files so that checksums of them can be computed side by side. */
const TEXTS = 4;
const TEXT_BYTES = 16 * 1024 * 1024;
const NOT_OURS = new Set(['node_modules', 'build', 'coverage', 'test-results']);

export interface DemoFiles {
  files: InputPath[];
  /** Where their names lead from. */
  standing: string;
}

export async function findDemoFiles(
  folder: string | undefined,
  standing: string,
  scratch: string,
): Promise<DemoFiles> {
  if (folder !== undefined) return { files: (await walkInputs([folder], standing)).files, standing };
  const folderOfTexts = join(scratch, 'generated');
  await mkdir(folderOfTexts, { recursive: true });
  const texts = Array.from({ length: TEXTS }, (_, i) => join(folderOfTexts, `text-${i + 1}.txt`));
  for (const [seed, path] of texts.entries()) await writeText(path, TEXT_BYTES, seed);
  const own = await listOwnFiles();
  return { files: (await walkInputs([...own, ...texts], root)).files, standing: root };
}

/** What git tracks, or everything that was not installed or built. */
async function listOwnFiles(): Promise<string[]> {
  if (existsSync(join(root, '.git'))) {
    try {
      const { stdout } = await promisify(execFile)('git', ['ls-files', '-z'], {
        cwd: root,
        maxBuffer: 2 ** 26,
      });
      const tracked = stdout.split('\0').filter((name) => name !== '' && existsSync(join(root, name)));
      if (tracked.length > 0) return tracked;
    } catch {
      // No git here, or not one that trusts this folder: the folder is walked.
    }
  }
  const entries = await readdir(root);
  return entries.filter((name) => !NOT_OURS.has(name) && !name.startsWith('.')).sort();
}
