// The tray app as its own screens see it: what the main process shows, and what can be asked of it. In an ordinary browser there is none.
import type { DesktopView } from '#shared/contract/desktop-view.ts';
import { createDesktopClient, type DesktopClient } from '#shared/platform/browser/desktop/desktop-client.ts';
import { findBridge } from '#shared/platform/browser/desktop/find-bridge.ts';
import { describeTrouble, type Told } from './describe-trouble.ts';

export class DesktopScreen {
  view: DesktopView | undefined = $state.raw();
  /** Why the last thing that was asked did not happen. */
  trouble: Told | null = $state.raw(null);
  readonly #client: DesktopClient | undefined;

  constructor(bridge = findBridge()) {
    this.#client = bridge && createDesktopClient(bridge);
  }

  get isHere(): boolean {
    return this.#client !== undefined;
  }

  /** Returns what ends it. */
  start(): () => void {
    const client = this.#client;
    if (!client) return () => undefined;
    const stop = client.on('view', (view) => (this.view = view));
    void this.ask(async (desktop) => (this.view = await desktop.call('view')));
    return stop;
  }

  /** Null when it did not work; `trouble` says why. */
  async ask<T>(question: (desktop: DesktopClient) => Promise<T>): Promise<T | null> {
    if (!this.#client) return null;
    try {
      const answer = await question(this.#client);
      this.trouble = null;
      return answer;
    } catch (error) {
      this.trouble = describeTrouble(error);
      return null;
    }
  }
}
