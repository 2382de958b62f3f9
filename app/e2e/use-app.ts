// One app with its owner's page for a whole test file. Every complaint of a page fails the test that brought it about, unless the test said that
// the coordinator would refuse something: browsers list each answer of 4xx as an error.
import type { Page } from 'playwright';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { chromiumPath, type OpenedApp, openApp } from './open-app.ts';

export interface UsedApp {
  app(): OpenedApp;
  owner(): Page;
  /** The present test brings about answers of this status. */
  expectStatus(status: number): void;
  visit(page: Page, path: string): Promise<unknown>;
}

/** To be called at the top of a test file. */
export function useApp(): UsedApp {
  const state: { app?: OpenedApp; owner?: Page } = {};
  const expected: string[] = [];
  const app = () => state.app as OpenedApp;
  beforeAll(async () => {
    if (chromiumPath === undefined) return;
    state.app = await openApp();
    state.owner = await state.app.owner();
  });
  afterAll(() => state.app?.close());
  afterEach(() => {
    const complaints = state.app?.complaints.splice(0) ?? [];
    const allowed = expected.splice(0);
    const left = complaints.filter((text) => !allowed.some((each) => text.includes(each)));
    if (left.length > 0) throw new Error(`pages complained: ${left.join('; ')}`);
  });
  return {
    app,
    owner: () => state.owner as Page,
    expectStatus: (status) => void expected.push(`status of ${status}`),
    visit: (page, path) => page.goto(app().url + path),
  };
}
