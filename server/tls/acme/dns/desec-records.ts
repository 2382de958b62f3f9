// Records at deSEC (desec.io), which hosts domains and gives away names below dedyn.io. Its API as of 2026: RRsets are replaced whole, by PUT of a
// list to /domains/{domain}/rrsets/; an empty list of records removes one; texts stand in quotes; names are relative to the domain.
import * as z from 'zod/mini';
import { CoveyError } from '../../../../shared/contract/errors.ts';
import type { DnsRecords } from './dns-records.ts';

const API = 'https://desec.io/api/v1';
const WITHIN_MS = 30_000;
/** Its write limits are per second and minute; it says how long to wait. */
const TRIES = 4;
const LONGEST_WAIT_S = 120;

const Domains = z.array(z.object({ name: z.string(), minimum_ttl: z.int() }));
const Records = z.object({ records: z.array(z.string()) });

export interface DesecParts {
  api?: string;
  fetch?: typeof fetch;
  wait?: (ms: number) => Promise<void>;
}

export function desecRecords(token: string, parts: DesecParts = {}): DnsRecords {
  const { api = API, wait = (ms) => new Promise((resolve) => void setTimeout(resolve, ms)) } = parts;
  const send = parts.fetch ?? fetch;

  async function ask(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<{ status: number; json: unknown }> {
    for (let attempt = 1; ; attempt++) {
      let answer: Response;
      try {
        answer = await send(`${api}${path}`, {
          method,
          headers: { authorization: `Token ${token}`, 'content-type': 'application/json' },
          signal: AbortSignal.timeout(WITHIN_MS),
          ...(body !== undefined && { body: JSON.stringify(body) }),
        });
      } catch (error) {
        throw refused(`it cannot be reached (${(error as Error).message})`, error);
      }
      const json: unknown = await answer.json().catch(() => null);
      if (answer.status === 429 && attempt < TRIES) {
        const seconds = Number(answer.headers.get('retry-after') ?? 1);
        if (seconds >= 0 && seconds <= LONGEST_WAIT_S) {
          await wait(seconds * 1000);
          continue;
        }
      }
      if (answer.ok || answer.status === 404) return { status: answer.status, json };
      if (answer.status === 401 || answer.status === 403)
        throw refused(
          'it does not accept the token for this',
          undefined,
          'Make a token that may change this domain.',
        );
      throw refused(`it answered ${answer.status} ${JSON.stringify(json).slice(0, 200)}`);
    }
  }

  /** The domain of the account in which a name lies, and the name relative to it. */
  async function place(name: string): Promise<{ domain: string; subname: string; ttl: number }> {
    const { json } = await ask('GET', `/domains/?owns_qname=${encodeURIComponent(name)}`);
    const [domain] = Domains.safeParse(json).data ?? [];
    if (!domain || !(name === domain.name || name.endsWith(`.${domain.name}`)))
      throw refused(
        `no domain of this account holds ${name}`,
        undefined,
        'Add the domain at desec.io first.',
      );
    return {
      domain: domain.name,
      subname: name.slice(0, -domain.name.length).replace(/\.$/, ''),
      ttl: domain.minimum_ttl,
    };
  }

  async function change(name: string, how: (records: string[]) => string[]): Promise<void> {
    const { domain, subname, ttl } = await place(name);
    const rrsets = `/domains/${domain}/rrsets/`;
    const present = await ask('GET', `${rrsets}${subname}/TXT/`);
    const before = present.status === 404 ? [] : (Records.safeParse(present.json).data?.records ?? []);
    const { status } = await ask('PUT', rrsets, [{ subname, type: 'TXT', ttl, records: how(before) }]);
    if (status === 404) throw refused(`the domain ${domain} is gone`);
  }

  return {
    add: (name, value) => change(name, (records) => [...new Set([...records, quoted(value)])]),
    remove: (name, value) => change(name, (records) => records.filter((each) => each !== quoted(value))),
  };
}

const quoted = (value: string) => `"${value}"`;

const refused = (reason: string, cause?: unknown, hint = 'Try again later; nothing was changed for good.') =>
  new CoveyError('wrong-state', `deSEC did not change the DNS: ${reason}`, { cause, hint });
