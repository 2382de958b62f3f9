// A Vite plugin that starts the coordinator inside the development server and stops it with that server.
// The coordinator itself is server/mount-in-vite.ts; it is loaded by Node, not bundled, as in production.
import { existsSync } from 'node:fs';
import type { Server } from 'node:http';
import type { Connect, Plugin } from 'vite';

/** What server/mount-in-vite.ts exports: adds /api and the sockets, and returns what stops them. */
interface Mount {
  mountInVite(httpServer: Server, middlewares: Connect.Server): Promise<() => Promise<void>>;
}

const mountFile = new URL('../../server/mount-in-vite.ts', import.meta.url);

export function coordinator(): Plugin {
  return {
    name: 'covey-coordinator',
    apply: 'serve',
    async configureServer(vite) {
      // Vite has no listener of its own when a test runner or svelte-kit sync loads the config.
      if (!vite.httpServer || !existsSync(mountFile)) return;
      // A new address at every restart of Vite: Node would otherwise hand back the module of the last one.
      const module: Mount = await import(`${mountFile.href}?started=${Date.now()}`);
      const stop = await module.mountInVite(vite.httpServer as Server, vite.middlewares);
      const close = vite.close.bind(vite);
      vite.close = async () => {
        await stop();
        await close();
      };
    },
  };
}
