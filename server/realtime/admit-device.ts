// Decides about a hello, completely, before anything changes [P2] [P3] [P4].
import * as z from 'zod/mini';
import { signatureFits } from '../auth/device-keys.ts';
import type { DeviceRow } from '../scheduler/rows.ts';
import { challengeText, type Hello } from '../../shared/contract/device-messages.ts';
import { CoveyError } from '../../shared/contract/errors.ts';
import { explainIssues } from '../../shared/contract/explain-issues.ts';
import type { DeviceId, ServerId } from '../../shared/contract/ids.ts';
import { deviceMessages } from '../../shared/contract/said-by-device.ts';
import { judgeVersion, OLDEST_SERVED_VERSION, PROTOCOL_VERSION } from '../../shared/contract/version.ts';

const Claimed = z.object({ protocol: z.int() });

export interface Admitted {
  hello: Hello;
  row: DeviceRow;
}

export function admitDevice(
  raw: unknown,
  serverId: ServerId,
  nonce: string,
  findDevice: (id: DeviceId) => DeviceRow | undefined,
): Admitted | CoveyError {
  const claimed = Claimed.safeParse(raw);
  const verdict = claimed.success ? judgeVersion(claimed.data.protocol) : 'served';
  if (verdict !== 'served')
    return new CoveyError(
      verdict,
      `this device speaks protocol ${claimed.data?.protocol}, this coordinator ${OLDEST_SERVED_VERSION} to ${PROTOCOL_VERSION}`,
    );
  const parsed = deviceMessages.hello.safeParse(raw);
  if (!parsed.success) return new CoveyError('malformed-message', `hello: ${explainIssues(parsed.error)}`);
  const hello = parsed.data;
  const row = findDevice(hello.deviceId);
  if (!row) return new CoveyError('device-unknown', `${hello.deviceId} never joined here, or was forgotten`);
  if (!signatureFits(row.algorithm, row.publicKey, challengeText(serverId, nonce), hello.signature))
    return new CoveyError('bad-signature', `the signature does not fit the key of ${hello.deviceId}`);
  return { hello, row };
}
