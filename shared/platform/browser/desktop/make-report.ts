// What the tray shows of the contribution, out of what its screens show.
import type { DesktopReport } from '../../../contract/desktop-view.ts';
import type { SupervisorState } from '../supervisor/supervisor-messages.ts';

export function makeReport(state: SupervisorState): DesktopReport {
  if (state.phase === 'broken') {
    const { message, hint } = state.refusal;
    return { phase: 'broken', trouble: { message, hint } };
  }
  if (state.phase !== 'contributing') return { phase: state.phase === 'opening' ? 'opening' : 'unjoined' };
  const { connection, duty, reason, sentence, busy, jobName, settings, readings } = state.status;
  const { name: deviceName, swarmName } = state.device;
  return {
    phase: 'contributing',
    connection,
    duty,
    reason,
    sentence,
    busy,
    jobName,
    deviceName,
    swarmName,
    settings: { ...settings },
    readings: { ...readings },
  };
}
