// The steps of the ladder as people read them.
import { t } from '#lib/messages/t.ts';
import type { Step } from '#lib/ladder/find-step.ts';
import type { IconName } from '#lib/ui/icons.ts';

export const stepWords: Record<Step, { name: string; icon: IconName; gives: string }> = {
  working: { name: 'Working', icon: 'chip', gives: t`processor` },
  turbo: { name: 'Turbo', icon: 'bolt', gives: 'graphics, camera' },
  app: { name: 'App', icon: 'home', gives: 'installed, offline' },
};
