// The file that the root's certificate becomes.

/** What the certificate is called once downloaded; the coordinator names the file so. */
export const fileOf = (fingerprint: string) => `covey-${fingerprint.slice(0, 8)}.crt`;
