// Firefox keeps a store of its own on every system; on Android it is hidden.
import { inWindow } from '#lib/pictures/pictured-step.ts';
import { type Guide, ITS_NAME } from './guide.ts';

export const firefox = (file: string): Guide => ({
  download: '/api/ca.crt',
  steps: [
    {
      say: 'Open Settings, search for “certificates” and press View Certificates.',
      picture: inWindow(
        { kind: 'field', text: 'certificates' },
        { kind: 'title', text: 'Certificates' },
        { kind: 'button', text: 'View Certificates…', here: true },
      ),
    },
    {
      say: 'Under Authorities press Import and choose the downloaded file.',
      picture: inWindow(
        { kind: 'title', text: 'Authorities' },
        { kind: 'text', text: file },
        { kind: 'button', text: 'Import…', side: 'Export…', here: true },
      ),
    },
    {
      say: 'Tick the first line only. View shows the fingerprint.',
      picture: inWindow(
        { kind: 'check', text: 'Trust this CA to identify websites', here: true },
        { kind: 'main-button', text: 'OK', side: 'View' },
      ),
    },
  ],
  note: 'On Android install it as for Chrome; then Settings › About Firefox, tap the logo five times, and in Secret Settings switch on “Use third party CA certificates”.',
  remove: [
    'Settings: search for “certificates” › View Certificates',
    'Authorities',
    ITS_NAME,
    'Delete or Distrust',
  ],
});
