// What an owner's screens left of a swarm in this browser, and how it is forgotten. Apart from the screens themselves, so that a device's own
// page does not bring their live connection along.

/** The name under which the last sight of the swarm lies in localStorage. */
export const SWARM_KEPT_AS = 'covey-last-swarm';

/** Whether this browser has seen a swarm as its owner. */
export const hasSeenSwarm = () => localStorage.getItem(SWARM_KEPT_AS) !== null;

/** What was last seen is for whoever was signed in then. */
export const forgetSwarm = () => localStorage.removeItem(SWARM_KEPT_AS);

/** The name under which the way in that the join panel shows lies in sessionStorage. */
export const INVITE_KEPT_AS = 'covey-invite';

/** Whoever comes next, or another swarm, has ways in of its own. */
export const forgetInvite = () => sessionStorage.removeItem(INVITE_KEPT_AS);
