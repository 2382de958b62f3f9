// A JSON body at the door: bytes in, what the route's schema makes of them out. Pure, so that the fuzz can walk every route.
import type * as z from 'zod/mini';
import { CoveyError } from '../../shared/contract/errors.ts';
import { explainIssues } from '../../shared/contract/explain-issues.ts';
import { checkJsonShape } from './doors/json-shape.ts';

/** An empty body counts as `{}`. @throws CoveyError `bad-request` and nothing else */
export function readJson<S extends z.ZodMiniType>(schema: S, bytes: Uint8Array): z.output<S> {
  checkJsonShape(bytes);
  let json: unknown;
  try {
    json = bytes.length === 0 ? {} : JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new CoveyError('bad-request', 'the body is not JSON');
  }
  const parsed = schema.safeParse(json);
  if (!parsed.success) throw new CoveyError('bad-request', explainIssues(parsed.error));
  return parsed.data;
}
