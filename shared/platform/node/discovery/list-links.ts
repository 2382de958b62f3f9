// The networks that this computer is on, as far as multicast is concerned: one link for each interface with an IPv4 address. Container bridges
// and tunnels are left out: nobody can join from there by a scan, and a name that leads there first would keep phones waiting.
import { networkInterfaces } from 'node:os';

export interface Link {
  /** Of the interface. */
  name: string;
  /** IPv4; multicast goes out and comes in here. */
  address: string;
  /** All addresses by which others on this link reach this computer, IPv4 first. */
  addresses: string[];
}

const VIRTUAL = /^(docker|br-|veth|virbr|vmnet|vEthernet|tun|tap|wg|zt|utun|tailscale|lo)/i;

export function listLinks(interfaces = networkInterfaces()): Link[] {
  return Object.entries(interfaces).flatMap(([name, all]) => {
    const found = (all ?? []).filter(({ internal }) => !internal);
    const v4 = found.filter(({ family }) => family === 'IPv4').map(({ address }) => address);
    const v6 = found
      .filter(({ family, address }) => family === 'IPv6' && !/^fe[89ab]/i.test(address))
      .map(({ address }) => address);
    const [address] = v4;
    return address === undefined || VIRTUAL.test(name) ? [] : [{ name, address, addresses: [...v4, ...v6] }];
  });
}
