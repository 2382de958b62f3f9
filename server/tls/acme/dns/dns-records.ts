// How a TXT record comes into the DNS of somebody's domain and out of it again: what proves to an ACME server that the domain is theirs.

export interface DnsRecords {
  /** `name` without a dot at the end. Resolves when the provider has taken it. */
  add(name: string, value: string): Promise<void>;
  /** Leaves other values of the name alone. */
  remove(name: string, value: string): Promise<void>;
}
