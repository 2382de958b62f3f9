// Roles and scopes in words: what somebody may do with them.
import type { Role, Scope } from '#shared/contract/people.ts';

export const roleWords: Readonly<Record<Role, { label: string; text: string }>> = {
  viewer: { label: 'Viewer', text: 'Sees everything, changes nothing.' },
  operator: { label: 'Operator', text: 'Also submits jobs and steers jobs and devices.' },
  owner: { label: 'Owner', text: 'Also decides who belongs to the swarm, and reads the activity log.' },
};

export const scopeWords: Readonly<Record<Scope, { label: string; text: string; needs: Role }>> = {
  see: { label: 'See', text: 'Read the swarm, its devices and jobs.', needs: 'viewer' },
  jobs: { label: 'Jobs', text: 'Submit and steer jobs.', needs: 'operator' },
  devices: { label: 'Devices', text: 'Make codes, steer devices.', needs: 'operator' },
  people: { label: 'People', text: 'Invite and remove people.', needs: 'owner' },
};
