// The root as a profile for iPhones and iPads: the only form in which Safari takes one in. Unsigned, as every profile of a private authority
// is. Its ids follow from the fingerprint, so that installing it again replaces it and another coordinator's stands beside it.
import { createHash, X509Certificate } from 'node:crypto';
import { fingerprintOf } from '../credentials.ts';

export function makeMobileConfig(rootPem: string): string {
  const root = new X509Certificate(rootPem);
  const fingerprint = fingerprintOf(root);
  const name = escapeXml(commonNameOf(root));
  const id = `covey.root.${fingerprint.slice(0, 16)}`;
  const der = root.raw.toString('base64').replace(/.{64}(?=.)/g, '$&\n');
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
  <key>PayloadType</key><string>Configuration</string>
  <key>PayloadVersion</key><integer>1</integer>
  <key>PayloadIdentifier</key><string>${id}</string>
  <key>PayloadUUID</key><string>${uuidOf('profile', fingerprint)}</string>
  <key>PayloadDisplayName</key><string>${name}</string>
  <key>PayloadDescription</key><string>Lets this device trust the Covey coordinator of this network. It holds for private addresses and local names only.</string>
  <key>PayloadContent</key>
  <array>
    <dict>
      <key>PayloadType</key><string>com.apple.security.root</string>
      <key>PayloadVersion</key><integer>1</integer>
      <key>PayloadIdentifier</key><string>${id}.certificate</string>
      <key>PayloadUUID</key><string>${uuidOf('certificate', fingerprint)}</string>
      <key>PayloadDisplayName</key><string>${name}</string>
      <key>PayloadCertificateFileName</key><string>covey.crt</string>
      <key>PayloadContent</key>
      <data>
${der}
      </data>
    </dict>
  </array>
</dict>
</plist>
`;
}

export const commonNameOf = ({ subject }: X509Certificate) => /^CN=(.*)$/m.exec(subject)?.[1] ?? 'Covey';

/** RFC 9562, version 8: bits of our own choice. */
function uuidOf(what: string, fingerprint: string): string {
  const bytes = createHash('sha256').update(`covey-profile-v1\n${what}\n${fingerprint}`).digest();
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)]
    .join('-')
    .toUpperCase();
}

const escapeXml = (text: string) => text.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`);
