// Whether an owner's screens left something of a swarm in this browser. Apart from the screens themselves, so that a device's own page does
// not bring their live connection along.

/** The name under which the last sight of the swarm lies in localStorage. */
export const SWARM_KEPT_AS = 'covey-last-swarm';

/** Whether this browser has seen a swarm as its owner. */
export const hasSeenSwarm = () => localStorage.getItem(SWARM_KEPT_AS) !== null;

/** What was last seen is for whoever was signed in then. */
export const forgetSwarm = () => localStorage.removeItem(SWARM_KEPT_AS);
