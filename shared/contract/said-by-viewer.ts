// Everything a viewer may say on its socket, by name, with what it must look like. The coordinator's door parses from this table and from
// nothing else, and the fuzz walks it.
import type * as z from 'zod/mini';
import type { ViewerToCoordinator } from './viewer-messages.ts';
import { Watch } from './viewer-watch.ts';

export const viewerMessages = { watch: Watch } as const satisfies {
  [M in keyof ViewerToCoordinator]: z.ZodMiniType<Parameters<ViewerToCoordinator[M]>[0]>;
};
