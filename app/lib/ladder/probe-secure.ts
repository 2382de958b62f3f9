// Whether this browser would open https here without a warning, because it trusts the certificate or its person clicked the warning away
// before. Nothing is shown either way; but where it would warn, browsers write a line into the console, so nobody asks without a reason.
import { PROBE_PATH } from '#shared/contract/tls.ts';

const ANSWER_MS = 4_000;

export async function probeSecure(origin: string): Promise<boolean> {
  try {
    await fetch(origin + PROBE_PATH, {
      mode: 'no-cors',
      credentials: 'omit',
      cache: 'no-store',
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    return true;
  } catch {
    return false; // refused certificate, no https, no answer: all the same to who asks
  }
}
