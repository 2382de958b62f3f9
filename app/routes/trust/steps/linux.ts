// Linux: Chrome and Chromium have a store of the user's own. certutil says the same in one line.
import { inWindow } from '#lib/pictures/pictured-step.ts';
import { type Guide, ITS_NAME } from './guide.ts';

export const linux = (file: string): Guide => ({
  download: '/api/ca.crt',
  steps: [
    {
      say: 'In Chrome or Chromium open chrome://certificate-manager and, under Custom, “Installed by you”.',
      picture: inWindow(
        { kind: 'field', text: 'chrome://certificate-manager' },
        { kind: 'row', text: 'Your certificates' },
        { kind: 'row', text: 'Installed by you', here: true },
      ),
    },
    {
      say: 'At Trusted certificates press Import and choose the downloaded file.',
      picture: inWindow(
        { kind: 'row', text: 'Trusted certificates', side: 'Import', here: true },
        { kind: 'text', text: file },
      ),
    },
    {
      say: 'Or do both in a terminal, then start the browser again. certutil is in libnss3-tools.',
      picture: inWindow(
        { kind: 'command', text: 'certutil -d sql:$HOME/.pki/nssdb \\' },
        { kind: 'command', text: '  -A -t C,, -n covey \\' },
        { kind: 'command', text: `  -i ~/Downloads/${file}` },
      ),
    },
  ],
  note: 'If the coordinator runs on this computer, one line does it all, Firefox too: `covey tls trust`',
  remove: ['chrome://certificate-manager › Installed by you', ITS_NAME, 'Delete'],
});
