// What `serve` and `code` show a person: where the coordinator is, and how a device gets in by link, QR code or typed code.
import type { Address, NewInvite } from '../../../shared/contract/http-api.ts';
import { linkPinOf } from '../../../shared/contract/tls.ts';
import type { RunningCoordinator } from '../../host/start-coordinator.ts';
import { plural } from './format.ts';
import { renderQr } from './qr.ts';

export interface WaysIn {
  coordinator: Pick<RunningCoordinator, 'url' | 'addresses' | 'dataDir' | 'waysIn'>;
  invite: NewInvite;
  /** SHA-256 of the coordinator's root, where it has one. */
  pin?: string | null;
  setupUrl: string;
  colors: boolean;
  /** UTC ms. */
  now: number;
}

export function describeWaysIn({ coordinator, invite, pin, setupUrl, colors, now }: WaysIn): string[] {
  const others = coordinator.addresses.filter(
    (address) => !address.isDefault && address.url !== coordinator.url,
  );
  return [
    `✔ The coordinator is running at ${coordinator.url}`,
    `  Your page:  ${setupUrl}`,
    '              (makes the browser that opens it the owner; good once, for 15 minutes)',
    `  Data:       ${coordinator.dataDir}`,
    '',
    ...describeInvite(invite, { colors, now, pin }),
    ...others.map((address) => `  Also at:    ${address.url}  ${address.label}`),
    ...describeSecure(coordinator.addresses, pin),
    ...describeOuterWays(coordinator),
    '',
    '  Stop with Ctrl-C. Another code: covey code',
  ];
}

/** What a link by `addresses` may be pinned to: the root, where the certificate holds for the address that links lead to. */
export function pinFor(addresses: readonly Address[], fingerprint: string | null): string | null {
  const target = addresses.find((each) => each.isDefault) ?? addresses[0];
  return target?.secureUrl === undefined ? null : fingerprint;
}

/** https is offered, never insisted on: a browser warns until somebody told it to trust the root. */
function describeSecure(addresses: readonly Address[], pin?: string | null): string[] {
  const secure = (addresses.find((each) => each.isDefault) ?? addresses[0])?.secureUrl;
  const lines = secure === undefined ? [] : [`  Over https: ${secure}`];
  return pin ? [...lines, `  Root:       sha256:${pin}`] : lines;
}

function describeOuterWays({ url, waysIn }: WaysIn['coordinator']): string[] {
  const { tunnelUrl, discoveryName } = waysIn;
  const { port } = new URL(url);
  return [
    ...(tunnelUrl === null
      ? []
      : [
          `  Tunnel:     ${tunnelUrl}`,
          '              (open to everybody who knows it; good until the coordinator or the tunnel ends, then it is another)',
        ]),
    ...(discoveryName === null
      ? []
      : [`  Network:    computers find it with \`covey discover\`, and at http://${discoveryName}:${port}`]),
  ];
}

export function describeInvite(
  invite: NewInvite,
  { colors, now, pin }: { colors: boolean; now: number; pin?: string | null | undefined },
): string[] {
  const minutes = Math.max(0, Math.ceil((invite.expiresAt - now) / 60_000));
  const page = invite.joinUrl.replace(/#.*$/, '');
  return [
    `  Add a phone or a computer: scan this, or open ${page} and type`,
    '',
    `      ${invite.code}      (good for ${plural(minutes, 'minute')} and ${plural(invite.usesLeft, 'device')})`,
    '',
    ...renderQr(invite.joinUrl, { colors }).map((line) => `  ${line}`),
    '',
    `  Link:       ${invite.joinUrl}`,
    `  Terminal:   covey join '${invite.joinUrl}${pin ? `.${linkPinOf(pin)}` : ''}'`,
  ];
}
