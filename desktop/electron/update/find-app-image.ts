// The AppImage that this program runs from. The two variables that say so are inherited by whatever an AppImage starts: they count only where they speak of
// this very program, or an update would replace somebody else's.
import { realpathSync } from 'node:fs';
import { isAbsolute, relative } from 'node:path';

export interface RunsAs {
  platform: NodeJS.Platform;
  executable: string;
  env: NodeJS.ProcessEnv;
}

function real(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

const isBelow = (path: string, folder: string) => {
  const way = relative(real(folder), real(path));
  return way !== '' && !isAbsolute(way) && way.split('/')[0] !== '..';
};

/** Null where it runs from anything else. */
export function findAppImage({ platform, executable, env }: RunsAs): string | null {
  const { APPIMAGE: file, APPDIR: mount } = env;
  if (platform !== 'linux' || file === undefined || mount === undefined || mount === '') return null;
  return isAbsolute(file) && isBelow(executable, mount) ? file : null;
}
