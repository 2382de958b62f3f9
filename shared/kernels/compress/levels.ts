// How hard to compress. Apart from the schema, so that a kernel's script need not carry that.

export const GZIP_LEVELS = { most: 9, usual: 6 };
export const ZSTD_LEVELS = { most: 19, usual: 3 };

export const levelOf = (params: { format: 'gzip' | 'zstd'; level?: number | undefined }): number =>
  params.level ?? (params.format === 'gzip' ? GZIP_LEVELS.usual : ZSTD_LEVELS.usual);
