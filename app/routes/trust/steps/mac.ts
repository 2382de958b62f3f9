// macOS: the login keychain takes it in; trust is a second step. Safari and Chrome both ask the keychain.
import { inWindow } from '#lib/pictures/pictured-step.ts';
import { type Guide, ITS_NAME } from './guide.ts';

export const mac = (file: string): Guide => ({
  download: '/api/ca.crt',
  steps: [
    {
      say: 'Open the downloaded file and add it to the login keychain.',
      picture: inWindow(
        { kind: 'title', text: 'Add Certificates' },
        { kind: 'text', text: file },
        { kind: 'field', text: 'Keychain: login', side: '▾' },
        { kind: 'main-button', text: 'Add', side: 'Cancel', here: true },
      ),
    },
    {
      say: 'In Keychain Access, under login › Certificates, open it with a double click.',
      picture: inWindow(
        { kind: 'title', text: 'login' },
        { kind: 'row', text: ITS_NAME, side: 'certificate', here: true },
        { kind: 'row', text: 'com.apple.systemdefault' },
      ),
    },
    {
      say: 'Unfold Trust, choose Always Trust, close the window and give your password.',
      picture: inWindow(
        { kind: 'title', text: '▾ Trust' },
        { kind: 'text', text: 'When using this certificate:' },
        { kind: 'field', text: 'Always Trust', side: '▾', here: true },
      ),
    },
  ],
  note: 'If the coordinator runs on this Mac, one line in the terminal does it all: `covey tls trust`',
  remove: ['Keychain Access › login › Certificates', ITS_NAME, 'Delete'],
});
