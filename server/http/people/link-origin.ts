// Where a link has to lead for somebody to sign in by it on another device: the host that is asked, unless only this computer knows it by that name.
import type { Address } from '../../../shared/contract/http-api.ts';
import { isOwnName } from '../../../shared/contract/own-host.ts';
import type { Channel } from '../channel.ts';

export type LinkOrigin = (channel: Channel) => string;

/** Signing in needs https elsewhere, so an https address is preferred to the name that only this computer understands. */
export const makeLinkOrigin =
  (addresses: () => Address[]): LinkOrigin =>
  ({ protocol, host }) => {
    const asked = `${protocol}://${host}`;
    const { hostname } = new URL(asked);
    if (!isOwnName(hostname)) return asked;
    const secure = addresses().filter((address) => address.url.startsWith('https:'));
    return (secure.find((address) => address.isDefault) ?? secure[0])?.url ?? asked;
  };
