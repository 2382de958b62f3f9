import { expect, test } from 'vitest';
import { formatLine } from './log.ts';

test('nothing from outside can forge a line', () => {
  const line = formatLine(new Date(0), 'warn', 'a device was refused\nfaked', {
    name: 'x\n2026 info all is well',
    from: 'a\u2028b',
  });
  expect(line.split('\n')).toHaveLength(1);
  expect(line).not.toContain('\u2028');
});
