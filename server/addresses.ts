// Under which addresses phones can reach this computer. The first is the default: a private IPv4 address of a real interface rather than
// one of a container bridge or a tunnel.
import { networkInterfaces } from 'node:os';
import type { Address } from '../shared/contract/http-api.ts';

const VIRTUAL = /^(docker|br-|veth|virbr|vmnet|vEthernet|tun|tap|wg|zt|utun|tailscale|lo)/i;

const isPrivate = (ip: string) => /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)/.test(ip);

export function listAddresses(host: string, port: number, interfaces = networkInterfaces()): Address[] {
  const local: Address = { url: `http://localhost:${port}`, label: 'this computer', isDefault: true };
  if (host === '127.0.0.1' || host === 'localhost' || host === '::1') return [local];
  if (host !== '0.0.0.0' && host !== '::')
    return [
      { url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`, label: host, isDefault: true },
    ];
  const found = Object.entries(interfaces)
    .flatMap(([name, addresses]) =>
      (addresses ?? [])
        .filter((a) => a.family === 'IPv4' && !a.internal)
        .map((a) => ({ name, ip: a.address })),
    )
    .sort((a, b) => rank(a) - rank(b));
  if (found.length === 0) return [local];
  return [
    ...found.map(({ name, ip }, i) => ({
      url: `http://${ip}:${port}`,
      label: `${ip} (${name})`,
      isDefault: i === 0,
    })),
    { ...local, isDefault: false },
  ];
}

const rank = ({ name, ip }: { name: string; ip: string }) =>
  (VIRTUAL.test(name) ? 2 : 0) + (isPrivate(ip) ? 0 : 1);
