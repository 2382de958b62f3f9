// A Vite plugin that starts the coordinator inside the development server and stops it with that server.
// The coordinator itself is server/mount-in-vite.ts; it is loaded by Node, not bundled, as in production.
import { existsSync } from 'node:fs';
import type { Connect, HttpServer, Plugin } from 'vite';

type Stop = () => Promise<void>;

/** What server/mount-in-vite.ts exports: adds /api and the sockets, and returns what stops them. */
interface Mount {
  mountInVite(httpServer: HttpServer, middlewares: Connect.Server): Promise<Stop>;
}

const mountFile = new URL('../../server/mount-in-vite.ts', import.meta.url);

/**
 * Where the running coordinator is remembered. Vite restarts by making the new server before it closes the
 * old one, with this module loaded anew: only the process itself can tell the new plugin what still runs.
 */
const running = Symbol.for('covey.coordinator-in-vite');
const memory: typeof globalThis & { [running]?: Stop } = globalThis;

export function coordinator(): Plugin {
  return {
    name: 'covey-coordinator',
    apply: 'serve',
    async configureServer(vite) {
      // Vite has no listener of its own when a test runner or svelte-kit sync loads the config.
      if (!vite.httpServer || !existsSync(mountFile)) return;
      await stopRunning();
      // A new address at every restart of Vite: Node would otherwise hand back the module of the last one.
      const module: Mount = await import(`${mountFile.href}?started=${Date.now()}`);
      const stop = await module.mountInVite(vite.httpServer, vite.middlewares);
      memory[running] = stop;
      const close = vite.close.bind(vite);
      vite.close = async () => {
        // After a restart this belongs to the new server.
        if (memory[running] === stop) await stopRunning();
        await close();
      };
    },
  };
}

async function stopRunning(): Promise<void> {
  const stop = memory[running];
  delete memory[running];
  await stop?.();
}
