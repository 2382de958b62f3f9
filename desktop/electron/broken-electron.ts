// What tests get for `electron`: the real package would start to download a hundred megabytes when it is imported without its binary. Whoever means
// Electron is handed the port.
throw new Error(
  'a test imported `electron`; only desktop/electron/main.ts and preload.ts may, and tests use fake-electron.ts',
);
