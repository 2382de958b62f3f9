// How the tray app is packed: read by package/package-desktop.ts, which bundles it first and hands electron-builder the folder. Plain JavaScript, as
// electron-builder reads it. Every value that Electron's security list asks for is held by package/assert-pack.ts.

/** @type {import('./package/builder-config.ts').BuilderConfig} */
export default {
  appId: 'org.covey.tray',
  productName: 'Covey',
  copyright: 'Copyright © the Covey authors',
  electronVersion: '45.4.1',
  // The bundle needs no node_modules and nothing native.
  npmRebuild: false,
  buildDependenciesFromSource: false,
  asar: true,
  files: ['**/*', '!**/*.map', '!.stamp'],
  electronLanguages: ['en-US'],
  electronFuses: {
    runAsNode: false,
    enableCookieEncryption: true,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    grantFileProtocolExtraPrivileges: false,
  },
  protocols: [{ name: 'Covey', schemes: ['covey'] }],
  // The default puts a space in the AppImage's name.
  artifactName: '${name}-${version}-${os}-${arch}.${ext}',
  linux: {
    category: 'Utility',
    executableName: 'covey-tray',
    syncDesktopName: true,
    maintainer: 'The Covey authors <covey@covey.invalid>',
    synopsis: 'Lends this computer to a swarm, gently',
  },
  deb: { packageCategory: 'utils', priority: 'optional' },
  // Signing needs a certificate that nobody has here; unsigned, Windows warns at the first start.
  win: { signExecutable: false },
  nsis: { oneClick: true, perMachine: false },
  // It lives in the menu bar and has no place in the Dock.
  mac: { category: 'public.app-category.utilities', extendInfo: { LSUIElement: true } },
  dmg: { writeUpdateInfo: false },
};
