// The audit log as CSV (RFC 4180), safe to open in a spreadsheet: a field that a spreadsheet would take for a formula is made text.
import type { AuditView } from '../../../shared/contract/audit.ts';

const COLUMNS = ['id', 'time', 'action', 'outcome', 'actor', 'target', 'address', 'detail'] as const;

export const CSV_HEAD = `${COLUMNS.join(',')}\r\n`;

/** Every field is quoted, so that commas, semicolons and line breaks begin no new one. https://owasp.org/www-community/attacks/CSV_Injection */
export function toField(value: string): string {
  const isFormula = /^\s*[=+\-@|%\t\r\n]/.test(value) || value.startsWith("'");
  return `"${(isFormula ? `'${value}` : value).replaceAll('"', '""')}"`;
}

export const toCsvLine = ({ id, at, action, outcome, actor, target, address, detail }: AuditView): string =>
  `${[String(id), new Date(at).toISOString(), action, outcome, actor, target, address, detail].map(toField).join(',')}\r\n`;
