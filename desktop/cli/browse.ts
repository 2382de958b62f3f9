// Listens for coordinators on the network, and lets the person choose where there is more than one.
import type { FoundCoordinator } from '../../shared/platform/node/discovery/read-found.ts';
import { Problem } from '../host/problem.ts';
import type { CommandContext } from './command-context.ts';

const SECONDS = 3;

export async function browse(context: CommandContext, seconds = SECONDS): Promise<FoundCoordinator[]> {
  const { browseCoordinators } = await import('../../shared/platform/node/discovery/browse-coordinators.ts');
  context.terminal.status('listening for coordinators');
  try {
    return await (context.browse ?? browseCoordinators)({ forMs: seconds * 1000 });
  } finally {
    context.terminal.clearStatus();
  }
}

/** @throws Problem where there is none, or several and nobody to ask. */
export async function chooseCoordinator(
  context: CommandContext,
  show: (found: readonly FoundCoordinator[]) => string[],
): Promise<FoundCoordinator> {
  const found = await browse(context);
  const [only] = found;
  if (!only)
    throw new Problem(
      'no-coordinator',
      'no coordinator makes itself known on this network',
      'Give the link that the coordinator shows, or its address and --code.',
    );
  if (found.length === 1) return only;
  for (const line of show(found)) context.terminal.say(line);
  if (!context.ask)
    throw new Problem(
      'several-coordinators',
      `${found.length} coordinators make themselves known on this network`,
      `Name one of them, such as \`covey join ${only.url}\` with its code.`,
    );
  const typed = await context.ask(`Which one? (1 to ${found.length}) `);
  const chosen = /^\s*\d+\s*$/.test(typed) ? found[Number(typed) - 1] : undefined;
  if (!chosen)
    throw new Problem(
      'bad-request',
      `${JSON.stringify(typed)} is none of them`,
      `Run it again and type a number from 1 to ${found.length}.`,
    );
  return chosen;
}
