// Windows: into the store of this user, for which nobody need be an administrator. Edge and Chrome both ask it.
import { inWindow } from '#lib/pictures/pictured-step.ts';
import { type Guide, ITS_NAME } from './guide.ts';

export const windows = (file: string): Guide => ({
  download: '/api/ca.crt',
  steps: [
    {
      say: 'Open the downloaded file. Details shows the fingerprint. Then install it.',
      picture: inWindow(
        { kind: 'title', text: 'Certificate' },
        { kind: 'text', text: file },
        { kind: 'button', text: 'Install Certificate…', here: true },
      ),
    },
    {
      say: 'Current User is enough.',
      picture: inWindow(
        { kind: 'title', text: 'Store Location' },
        { kind: 'check', text: 'Current User', here: true },
        { kind: 'main-button', text: 'Next', side: 'Cancel' },
      ),
    },
    {
      say: 'Choose the store yourself: Trusted Root Certification Authorities.',
      picture: inWindow(
        { kind: 'text', text: 'Place all certificates in this store:' },
        { kind: 'field', text: 'Trusted Root Certification Auth…', here: true },
        { kind: 'main-button', text: 'Next', side: 'Cancel' },
      ),
    },
    {
      say: 'Windows asks once more. Say Yes.',
      picture: inWindow(
        { kind: 'title', text: 'Security Warning' },
        { kind: 'text', text: ITS_NAME },
        { kind: 'main-button', text: 'Yes', side: 'No', here: true },
      ),
    },
  ],
  note: 'If the coordinator runs on this computer, one line in the terminal does it all: `covey tls trust`',
  remove: [
    'Press the Windows key, type certmgr.msc',
    'Trusted Root Certification Authorities',
    ITS_NAME,
    'Delete',
  ],
});
