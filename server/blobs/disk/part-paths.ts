// Where a part lies: parts/ab/<sha>, after its name was checked to be a SHA-256 and nothing else, so that no name leads out of here.
import { join } from 'node:path';
import { CoveyError } from '../../../shared/contract/errors.ts';
import { Sha256 } from '../../../shared/contract/ids.ts';

export interface PartPaths {
  readonly parts: string;
  readonly tmp: string;
  /** @throws CoveyError `bad-request` for a name that is no SHA-256. */
  folderOf(sha: Sha256): string;
  fileOf(sha: Sha256): string;
}

export const isPartName = (name: string): name is Sha256 => Sha256.safeParse(name).success;

export function makePartPaths(dir: string): PartPaths {
  const parts = join(dir, 'parts');
  const checked = (sha: Sha256): Sha256 => {
    if (!isPartName(sha))
      throw new CoveyError('bad-request', 'a part is named by its SHA-256, 64 lower-case hex digits');
    return sha;
  };
  const folderOf = (sha: Sha256) => join(parts, checked(sha).slice(0, 2));
  return { parts, tmp: join(dir, 'tmp'), folderOf, fileOf: (sha) => join(folderOf(sha), sha) };
}
