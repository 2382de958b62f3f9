// Keeps the computer awake (the screen may sleep) while it computes with power from outside and its person allows that; never a moment longer.
import type { DesktopReport } from '../../../shared/contract/desktop-view.ts';
import type { ElectronPort } from '../port.ts';

export function shouldStayAwake(report: DesktopReport, isAllowed: boolean): boolean {
  if (!isAllowed || report.phase !== 'contributing') return false;
  return report.duty > 0 && report.busy > 0 && report.readings['charging'] === true;
}

export interface AwakeHolder {
  hold(isWanted: boolean): void;
}

export function createAwakeHolder(blocker: ElectronPort['powerSaveBlocker']): AwakeHolder {
  let held: number | undefined;
  return {
    hold(isWanted) {
      if (isWanted) held ??= blocker.start('prevent-app-suspension');
      else if (held !== undefined) {
        blocker.stop(held);
        held = undefined;
      }
    },
  };
}
