// Android 11 and later: certificates are taken in by Settings only. Makers name the way there differently, so the search is the sure way.
import { onPhone } from '#lib/pictures/pictured-step.ts';
import { type Guide, ITS_NAME } from './guide.ts';

export const android = (file: string): Guide => ({
  download: '/api/ca.crt',
  steps: [
    {
      say: 'Open Settings and search for “CA certificate”.',
      picture: onPhone(
        { kind: 'field', text: 'CA certificate' },
        { kind: 'row', text: 'CA certificate', here: true },
        { kind: 'text', text: 'Encryption & credentials' },
      ),
    },
    {
      say: 'Android warns in general. This certificate can do less than it says: see below.',
      picture: onPhone(
        { kind: 'sign', text: '' },
        { kind: 'title', text: 'Your data won’t be private' },
        { kind: 'button', text: 'Install anyway', side: 'Don’t install', here: true },
      ),
    },
    {
      say: 'Choose the file. It says “CA certificate installed”.',
      picture: onPhone(
        { kind: 'bar', text: 'Downloads' },
        { kind: 'row', text: file, here: true },
        { kind: 'row', text: 'IMG_2041.jpg' },
      ),
    },
  ],
  note: 'Firefox on Android needs one step more: see Firefox.',
  remove: ['Settings: search for “Trusted credentials”', 'User', ITS_NAME, 'Remove'],
});
