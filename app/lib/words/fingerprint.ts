// A fingerprint as people compare it: in groups of four, read aloud from one screen to the other.

export function groupFingerprint(fingerprint: string): string[] {
  return fingerprint.toUpperCase().match(/.{1,4}/g) ?? [];
}

/** What the certificate is called once downloaded; the coordinator names the file so. */
export const fileOf = (fingerprint: string) => `covey-${fingerprint.slice(0, 8)}.crt`;
