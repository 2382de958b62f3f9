// A panel from wherever it comes: the bytes of a file, or the seed.
import type { CheckModule, Matrix } from '../check/check-module.ts';
import type { PanelSource } from '../params.ts';
import { generatePanel, type GeneratedSize } from './generate-panel.ts';
import type { Rest } from '../multiply/multiplier.ts';
import { readPanel, type ReadBytes } from './read-panel.ts';

export async function openPanel(
  source: PanelSource,
  size: GeneratedSize,
  module: CheckModule | null,
  read: ReadBytes,
  rest: Rest,
): Promise<Matrix> {
  const { rows, columns } = size;
  const values =
    'matrix' in source
      ? await generatePanel(source, size, module, rest)
      : await readPanel(source, read, rest);
  return { values, rows, columns };
}
