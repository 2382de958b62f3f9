// Lets one process at a time do a step of set-up; the others wait. The lock is a file with the holder's
// process id, so that a killed holder does not block anybody.
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { say, setupDirectory } from './places.mjs';

const lockFile = join(setupDirectory, 'lock');

/**
 * Runs `step` while holding the lock.
 * @template T
 * @param {() => Promise<T>} step
 * @returns {Promise<T>}
 */
export async function withSetupLock(step) {
  mkdirSync(setupDirectory, { recursive: true });
  for (let turn = 0; !take(); turn += 1) {
    if (turn === 0) say(`another process (${holder()}) is setting up; waiting for it`);
    await wait(200);
  }
  const release = () => rmSync(lockFile, { force: true });
  process.once('exit', release);
  try {
    return await step();
  } finally {
    process.off('exit', release);
    release();
  }
}

/** Linking a complete file into place is atomic: nobody sees a lock without its holder. */
function take() {
  const own = join(setupDirectory, `lock.${process.pid}`);
  writeFileSync(own, String(process.pid));
  try {
    linkSync(own, lockFile);
    return true;
  } catch {
    removeIfHolderIsGone();
    return false;
  } finally {
    rmSync(own, { force: true });
  }
}

function removeIfHolderIsGone() {
  const seen = holder();
  if (seen === 0 || isAlive(seen)) return;
  // Renamed before it is removed: of several who saw the dead holder, one moves this very file.
  const grave = join(setupDirectory, `dead.${process.pid}`);
  try {
    renameSync(lockFile, grave);
    const moved = Number(readFileSync(grave, 'utf8'));
    if (moved !== seen) linkSync(grave, lockFile);
    rmSync(grave, { force: true });
  } catch {
    // Somebody else was first; the next turn shows who holds it.
  }
}

/** The process id in the lock, 0 when it is free. */
function holder() {
  try {
    return Number(readFileSync(lockFile, 'utf8'));
  } catch {
    return 0;
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
