// Two computers on a cable: a laptop and a phone, each a network namespace of its own. Needs root and iproute2. What a killed run left behind
// (namespaces, programs in them, files) is cleared away first.
import { execFileSync } from 'node:child_process';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Computer, startComputer } from './computer.ts';

export const LAPTOP = '192.168.77.1';
export const LAPTOP_V6 = 'fd77::1';
export const PHONE = '192.168.77.50';
/** Others in the same room, played by the phone: each has its own share of wrong attempts. */
export const STRANGER = '192.168.77.51';
export const THIEF = '192.168.77.52';
/** Not private: nobody's but this cable's. */
export const PUBLIC = '203.0.113.7';

const PREFIX = 'covey-cable-';
const nameOf = (end: 'laptop' | 'phone') => `${PREFIX}${process.pid}-${end}`;
const ip = (...args: string[]) => execFileSync('ip', args, { encoding: 'utf8', stdio: 'pipe' });

export interface Cable {
  laptop: Computer;
  phone: Computer;
  /** Takes the laptop off the network, and back. */
  unplug(): void;
  plug(): void;
  remove(): Promise<void>;
}

/** Why there can be no cable here; null if there can. */
export function seekCable(): string | null {
  const name = `${PREFIX}${process.pid}-try`;
  try {
    ip('netns', 'add', name);
    try {
      ip('netns', 'exec', name, 'ip', 'link', 'add', 'lan0', 'type', 'veth', 'peer', 'name', 'lan1');
    } finally {
      ip('netns', 'del', name);
    }
    return null;
  } catch (error) {
    return error instanceof Error ? (error.message.trim().split('\n').at(-1) ?? '') : String(error);
  }
}

export async function layCable(): Promise<Cable> {
  await clearLeftovers();
  const ends = { laptop: nameOf('laptop'), phone: nameOf('phone') };
  const dir = join(tmpdir(), `${PREFIX}${process.pid}`);
  const computers: Computer[] = [];
  const remove = async () => {
    await Promise.all(computers.map((computer) => computer.stop()));
    for (const end of Object.values(ends)) removeNamespace(end);
    await rm(dir, { recursive: true, force: true });
  };
  try {
    for (const end of Object.values(ends)) ip('netns', 'add', end);
    const lan = ['name', 'lan0', 'netns', ends.phone];
    ip('link', 'add', 'lan0', 'netns', ends.laptop, 'type', 'veth', 'peer', ...lan);
    const plug = () => {
      give(ends.laptop, [`${LAPTOP}/24`, `${PUBLIC}/32`, `${LAPTOP_V6}/64`]);
    };
    plug();
    give(ends.phone, [`${PHONE}/24`, `${STRANGER}/24`, `${THIEF}/24`, 'fd77::50/64']);
    ip('-n', ends.phone, 'route', 'replace', PUBLIC, 'dev', 'lan0');
    for (const name of ['laptop', 'phone'] as const) {
      const own = join(dir, name);
      await mkdir(own, { recursive: true });
      computers.push(await startComputer(ends[name], own));
    }
    const [laptop, phone] = computers as [Computer, Computer];
    return {
      laptop,
      phone,
      unplug: () => laptop.ip('link', 'set', 'lan0', 'down'),
      plug,
      remove,
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** `nodad`: an address that is still being looked for elsewhere cannot be listened on. `addrgenmode none`: no address comes by itself some seconds
 * later, which would make browsers give up what they are fetching just then. */
function give(namespace: string, addresses: string[]): void {
  ip('-n', namespace, 'link', 'set', 'lo', 'up');
  ip('-n', namespace, 'link', 'set', 'lan0', 'addrgenmode', 'none');
  ip('-n', namespace, 'link', 'set', 'lan0', 'up');
  for (const address of addresses) {
    const order = `address replace ${address} dev lan0${address.includes(':') ? ' nodad' : ''}`;
    ip('-n', namespace, ...order.split(' '));
  }
}

function removeNamespace(name: string): void {
  if (!ip('netns', 'list').includes(name)) return;
  for (const pid of ip('netns', 'pids', name).split('\n').filter(Boolean)) end(Number(pid));
  ip('netns', 'del', name);
}

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself.
  }
}

async function clearLeftovers(): Promise<void> {
  const left = (names: string[]) =>
    names.filter((name) => {
      const pid = new RegExp(`^${PREFIX}(\\d+)`).exec(name)?.[1];
      return pid !== undefined && Number(pid) !== process.pid && !isAlive(Number(pid));
    });
  for (const name of left(ip('netns', 'list').split(/[\s]+/))) removeNamespace(name);
  for (const name of left(await readdir(tmpdir())))
    await rm(join(tmpdir(), name), { recursive: true, force: true });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
