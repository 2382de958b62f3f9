// A device comes in: by a code, by the token of a link, by a handover from another origin of itself, or it knocks and waits. Everything is decided
// before anything changes, and what changes is one transaction: the use of the invite, the device, the line in the audit log.
import { randomBytes } from 'node:crypto';
import type { Access } from '../auth/access.ts';
import type { Attempts } from '../auth/attempts.ts';
import type { AuditLog } from '../auth/audit/audit-log.ts';
import { bannedError } from '../auth/bans.ts';
import { readPublicKey, signatureFits } from '../auth/device-keys.ts';
import type { Coordinator } from '../coordinator.ts';
import type { Log } from '../observe/log.ts';
import type { Change } from '../scheduler/changes.ts';
import type { SwarmEvent } from '../scheduler/events.ts';
import type { DeviceRow, SwarmNumber, SwarmRow } from '../scheduler/rows.ts';
import type { AuditAction } from '../../shared/contract/audit.ts';
import { CoveyError } from '../../shared/contract/errors.ts';
import { type JoinRequest, joinText } from '../../shared/contract/http-api.ts';
import { makeId, type ServerId } from '../../shared/contract/ids.ts';
import type { Handlers } from './api.ts';

/** More would be a crowd that nobody looks through. */
const MOST_WAITING = 20;

export interface JoinParts {
  coordinator: () => Coordinator;
  access(): Access;
  serverId(): ServerId;
  audit: AuditLog;
  attempts: Attempts;
  log: Log;
}

/** What a join request comes to. */
interface Decision {
  row: DeviceRow;
  events: SwarmEvent[];
  changes: Change[];
  /** null: nothing happened that is worth a line. */
  action: AuditAction | null;
  /** The swarm out of which it moves. */
  leaves?: SwarmNumber;
  /** Makes a one-time token good again when nothing could be written. */
  giveBack?: () => void;
}

export function makeJoinHandler(parts: JoinParts): Pick<Handlers, 'join'> {
  const { coordinator, access, attempts } = parts;
  const devices = () => [...coordinator().scheduler.state.devices.values()].map((device) => device.row);

  function swarmOf(number: SwarmNumber): SwarmRow {
    const found = access()
      .swarms()
      .find((row) => row.number === number);
    if (!found) throw new CoveyError('not-found', 'this swarm is gone');
    return found;
  }

  function findByKey({ publicKey, algorithm }: JoinRequest): DeviceRow | undefined {
    const key = Buffer.from(publicKey, 'base64url');
    return devices().find(
      (row) => row.algorithm === algorithm && key.equals(Buffer.from(row.publicKey, 'base64url')),
    );
  }

  function refuseBanned(swarm: SwarmNumber, { publicKey }: JoinRequest): void {
    if (access().bans.isBanned(swarm, publicKey)) throw bannedError();
  }

  function refuseCrowd(swarm: SwarmNumber): void {
    if (devices().filter((row) => row.swarm === swarm && !row.approved).length >= MOST_WAITING)
      throw new CoveyError('too-many-requests', `${MOST_WAITING} devices wait for approval already`, {
        hint: 'Ask the owner of the swarm for a code, or to look at the devices that wait.',
      });
  }

  /** Which swarm, whether somebody has to approve, and what the way in costs. */
  function openWay(body: JoinRequest): { swarm: SwarmNumber; approved: boolean; use(): Change[] } {
    const { invites, swarms } = access();
    const secret =
      body.code !== undefined ? { code: body.code } : body.token !== undefined ? { token: body.token } : null;
    if (secret) {
      const invite = invites.find(secret);
      return { swarm: invite.swarm, approved: !invite.approve, use: () => invites.using(invite) };
    }
    const knockable = swarms().find((row) => row.knocking);
    if (!knockable)
      throw new CoveyError('code-unknown', 'nobody may wait at the door here without a code', {
        hint: 'Ask the owner of the swarm for a code.',
      });
    return { swarm: knockable.number, approved: false, use: () => [] };
  }

  function newDevice(body: JoinRequest, swarm: SwarmNumber, approved: boolean): DeviceRow {
    const at = coordinator().utc();
    return {
      number: coordinator().takeNumber('device'),
      id: makeId('dev', randomBytes(16)),
      swarm,
      name: body.name.trim() || defaultName(body.capabilities.kind, devices().length + 1),
      publicKey: body.publicKey,
      algorithm: body.algorithm,
      capabilities: body.capabilities,
      approved,
      enabled: true,
      throttle: 1,
      quarantine: null,
      proven: 0,
      chunksDone: 0,
      cpuSeconds: 0,
      joinedAt: at,
      lastSeenAt: at,
    };
  }

  function takeOver(body: JoinRequest, token: string): Decision {
    const { device, giveBack } = access().handovers.take(token);
    try {
      const row = devices().find((each) => each.number === device);
      if (!row) throw new CoveyError('device-unknown', 'the device that began this handover was removed');
      refuseBanned(row.swarm, body);
      const other = findByKey(body);
      if (other && other.number !== device)
        throw new CoveyError('wrong-state', 'this key belongs to another device', {
          hint: 'Leave the swarm there first.',
        });
      const { publicKey, algorithm } = body;
      const events: SwarmEvent[] = [{ type: 'deviceRekeyed', device, publicKey, algorithm }];
      return { row, events, changes: [], action: 'device-joined', giveBack };
    } catch (error) {
      giveBack();
      throw error;
    }
  }

  /** The same key again: the device keeps its id, and goes to another swarm only when it proves that the key is its own. */
  function comeAgain(body: JoinRequest, known: DeviceRow): Decision {
    const secret = body.code ?? body.token;
    const text = joinText(parts.serverId(), secret ?? '');
    const proved =
      body.proof !== undefined && signatureFits(known.algorithm, known.publicKey, text, body.proof);
    const name = body.name.trim();
    const isRenamed = proved && name !== '' && name !== known.name;
    const renaming: SwarmEvent[] = isRenamed ? [{ type: 'deviceSteered', device: known.number, name }] : [];
    const asItIs: Decision = {
      row: known,
      events: renaming,
      changes: [],
      action: isRenamed ? 'device-joined' : null,
    };
    if (secret === undefined) return asItIs;
    const way = openWay(body);
    refuseBanned(way.swarm, body);
    if (way.swarm === known.swarm) {
      if (known.approved || !way.approved) return asItIs;
      const row = { ...known, approved: true };
      const events: SwarmEvent[] = [
        { type: 'deviceSteered', device: known.number, approved: true },
        ...renaming,
      ];
      return { row, events, changes: way.use(), action: 'device-approved' };
    }
    if (!proved)
      throw new CoveyError(
        'bad-signature',
        'this key belongs to a device of another swarm here, and nothing proves that it is yours',
        {
          hint: 'Leave the other swarm first, or update the program.',
        },
      );
    if (!way.approved) refuseCrowd(way.swarm);
    const { swarm, approved } = way;
    const events: SwarmEvent[] = [
      { type: 'deviceMoved', device: known.number, swarm, approved },
      ...renaming,
    ];
    return {
      row: { ...known, swarm, approved },
      events,
      changes: way.use(),
      action: 'device-moved',
      leaves: known.swarm,
    };
  }

  /** Changes nothing but what `giveBack` undoes. @throws CoveyError */
  function decide(body: JoinRequest): Decision {
    if ([body.code, body.token, body.handover].filter((each) => each !== undefined).length > 1)
      throw new CoveyError('bad-request', 'send one of the code, the token or the handover, not several');
    if (!readPublicKey(body.algorithm, body.publicKey))
      throw new CoveyError('bad-request', `publicKey is no ${body.algorithm} key`);
    if (body.handover !== undefined) return takeOver(body, body.handover);
    const known = findByKey(body);
    if (known) return comeAgain(body, known);
    const way = openWay(body);
    refuseBanned(way.swarm, body);
    if (!way.approved) refuseCrowd(way.swarm);
    const changes = way.use();
    const row = newDevice(body, way.swarm, way.approved);
    const action = way.approved ? 'device-joined' : 'device-waiting';
    return { row, events: [{ type: 'deviceJoined', row }], changes, action };
  }

  /** Nothing waits between looking and changing: who comes at the same instant with the same key or the last use of a code finds it taken. */
  async function admit(body: JoinRequest, address: string): Promise<Decision> {
    const decision = decideOrTell(body, address);
    const { row, events, changes, action, leaves, giveBack } = decision;
    try {
      for (const event of events) coordinator().dispatch(event);
      const happened = { swarm: row.swarm, actor: row.name, target: row.id, address };
      const audited = action ? [parts.audit.done({ action, ...happened })] : [];
      // the swarm it came from hears of it too
      if (leaves !== undefined)
        audited.push(parts.audit.done({ ...happened, action: 'device-left', swarm: leaves }));
      await access().ledger.commit([...changes, ...audited]);
    } catch (error) {
      giveBack?.();
      throw error;
    }
    return decision;
  }

  function decideOrTell(body: JoinRequest, address: string): Decision {
    try {
      return decide(body);
    } catch (error) {
      if (error instanceof CoveyError && error.code !== 'stopping') tellRefused(body, address, error);
      throw error;
    }
  }

  const tellRefused = (body: JoinRequest, address: string, { message }: CoveyError) =>
    parts.audit.refused({
      action: 'device-refused',
      swarm: null,
      actor: body.name.trim() || `a ${body.capabilities.kind}`,
      address,
      detail: message,
    });

  return {
    async join({ body, channel: { address } }) {
      const kind = body.code === undefined ? 'unguessable' : 'guessable';
      const { row, action } = await attempts.run(address, kind, () => admit(body, address));
      const swarm = swarmOf(row.swarm);
      parts.log('info', 'a device joined', { device: row.number, action, from: address });
      const name = coordinator().scheduler.state.devices.get(row.number)?.row.name ?? row.name;
      return {
        deviceId: row.id,
        name,
        serverId: parts.serverId(),
        swarmId: swarm.id,
        swarmName: swarm.name,
        approved: row.approved,
      };
    },
  };
}

const defaultName = (kind: string, number: number) =>
  `${kind.charAt(0).toUpperCase()}${kind.slice(1)} ${number}`;
