// What a connection does with the platform's word that the network went or came back: without it a dead connection is noticed only when its pings
// go unanswered, and a living network only after the back-off. The word is never trusted alone: a coordinator on this very computer is
// reached without any network, so whoever was cut off tries again at once.

/** Calls back with each change until stopped. */
export type WatchNetwork = (changed: (isOnline: boolean) => void) => () => void;

/** The part of Socket.IO's client used here. */
interface Reconnecting {
  connected: boolean;
  connect(): unknown;
  disconnect(): unknown;
}

/** True when the connection was begun anew. */
export function followNetwork(socket: Reconnecting, isOnline: boolean): boolean {
  // a living connection needs no news of the network, and a dead one none of its end
  if (socket.connected === isOnline) return false;
  // forgets a pending back-off too
  socket.disconnect();
  socket.connect();
  return true;
}
