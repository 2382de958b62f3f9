// What the tray app wants of whatever replaces it by a newer version. Made of electron-updater in open-updater.ts; tests have one of their own.

/** The newest version that a signed list has offered, kept from one start to the next: nothing older is believed again. */
export interface Newest {
  seen(): string | null;
  keep(version: string): void;
}

export interface Updater {
  /** The version that is newer than this one; null when there is none. Rejects where the list cannot be reached or believed. */
  find(): Promise<string | null>;
  /** Of the version that was found last. Rejects when what comes is not what the list says. */
  download(): Promise<void>;
  /** Puts what was downloaded in this program's place, and starts it. False: it could not, and nothing was changed. */
  install(): boolean;
}
