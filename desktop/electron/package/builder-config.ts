// The part of electron-builder's configuration and interface that is used here. It brings 283 packages, so it is fetched when it is asked for, and
// its own types are not there to check against.
export interface BuilderConfig {
  [option: string]: unknown;
  electronVersion: string;
  electronDist?: string;
  electronFuses: Record<string, boolean>;
  linux: Record<string, unknown>;
  win: Record<string, unknown>;
  mac: Record<string, unknown>;
  directories?: { output: string };
  extraMetadata?: Record<string, unknown>;
}

export interface Builder {
  build(options: {
    projectDir: string;
    publish: 'never';
    targets: Map<unknown, unknown>;
    config: BuilderConfig;
  }): Promise<string[]>;
  Platform: Record<
    'LINUX' | 'WINDOWS' | 'MAC',
    { createTarget(name: string, arch: number): Map<unknown, unknown> }
  >;
  Arch: { x64: number };
}
