// iPhone and iPad: a profile is installed, then its certificate is switched on. Without the second part nothing changes.
import { onPhone } from '#lib/pictures/pictured-step.ts';
import { type Guide, ITS_NAME } from './guide.ts';

export const ios: Guide = {
  download: '/api/ca.mobileconfig',
  steps: [
    {
      say: 'Use Safari for the download, and allow it.',
      picture: onPhone(
        { kind: 'title', text: 'Allow this profile?' },
        { kind: 'text', text: 'The website wants to download a' },
        { kind: 'text', text: 'configuration profile.' },
        { kind: 'main-button', text: 'Allow', side: 'Ignore', here: true },
      ),
    },
    {
      say: 'Open Settings. At the top: Profile Downloaded.',
      picture: onPhone(
        { kind: 'bar', text: 'Settings' },
        { kind: 'row', text: 'Profile Downloaded', here: true },
        { kind: 'row', text: 'Wi-Fi', side: 'Home' },
      ),
    },
    {
      say: 'Install it, with the phone’s own code. More Details shows the fingerprint.',
      picture: onPhone(
        { kind: 'bar', text: 'Install Profile' },
        { kind: 'row', text: ITS_NAME, side: 'More Details' },
        { kind: 'main-button', text: 'Install', side: 'Cancel', here: true },
      ),
    },
    {
      say: 'Settings › General › About › Certificate Trust Settings, at the very bottom: switch it on.',
      picture: onPhone(
        { kind: 'bar', text: 'Certificate Trust Settings' },
        { kind: 'text', text: 'Enable full trust for root certificates' },
        { kind: 'toggle', text: ITS_NAME, here: true },
      ),
    },
  ],
  remove: ['Settings › General › VPN & Device Management', ITS_NAME, 'Remove Profile'],
};
