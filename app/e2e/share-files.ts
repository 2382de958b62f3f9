// Shares files with the app as the system's share sheet does with an installed one: a form that the service worker takes in.
import type { Page } from 'playwright';

type Shared = Parameters<ReturnType<Page['locator']>['setInputFiles']>[0];

export async function shareFiles(page: Page, files: Shared): Promise<void> {
  await page.waitForFunction(() => window.navigator.serviceWorker.controller !== null);
  await page.evaluate(() => {
    const form = Object.assign(window.document.createElement('form'), {
      method: 'post',
      action: '/share',
      enctype: 'multipart/form-data',
    });
    const input = Object.assign(window.document.createElement('input'), {
      type: 'file',
      name: 'files',
      multiple: true,
      id: 'share',
    });
    form.append(input);
    window.document.body.append(form);
  });
  await page.locator('#share').setInputFiles(files);
  await page.evaluate(() => window.document.querySelector<HTMLFormElement>('form:has(#share)')?.submit());
}
