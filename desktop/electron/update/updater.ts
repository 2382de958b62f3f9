// What the tray app wants of whatever replaces it by a newer version. Made of electron-updater in open-updater.ts; tests have one of their own.
export interface Updater {
  /** The version that is newer than this one; null when there is none. Rejects where the list cannot be reached or believed. */
  find(): Promise<string | null>;
  /** Of the version that was found last. Rejects when what comes is not what the list says. */
  download(): Promise<void>;
  /** Puts what was downloaded in this program's place, and starts it. False: it could not, and nothing was changed. */
  install(): boolean;
}
