// The sizes that `render` goes up to.

export const MOST_SIDE = 8192;
export const MOST_SAMPLES = 65_536;
export const MOST_BOUNCES = 64;
/** About 200 MB on a device, with the tree over them. */
export const MOST_TRIANGLES = 1_000_000;
export const MOST_SCENE_BYTES = 256 * 1024 * 1024;
export const MOST_MATERIALS = 10_000;
/** Coordinates beyond it lose their last digits. */
export const MOST_COORDINATE = 1e9;
