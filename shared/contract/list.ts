// A list of which only the first wrong element is told. zod looks at every element and makes an issue of each that is wrong: half a megabyte of `{}` where
// 200,000 files are allowed would hold the coordinator up for seconds.
import * as z from 'zod/mini';

interface ListFacts {
  item: z.ZodMiniType;
  most: number;
}

/** What a list holds, for whoever describes schemas (OpenAPI). */
export const listFacts = new WeakMap<object, ListFacts>();

/** Takes and gives what `z.array(item)` with at most `most` elements does. */
export function list<T extends z.ZodMiniType>(item: T, most: number): z.ZodMiniArray<T> {
  const schema = z.pipe(
    z.array(z.unknown()).check(z.maxLength(most)),
    z.transform((values, context) => {
      const parsed: unknown[] = [];
      for (const [i, value] of values.entries()) {
        const each = item.safeParse(value);
        if (!each.success) {
          for (const issue of each.error.issues)
            context.issues.push({
              code: 'custom',
              message: issue.message,
              path: [i, ...issue.path],
              input: undefined,
            });
          return z.NEVER;
        }
        parsed.push(each.data);
      }
      return parsed;
    }),
  );
  listFacts.set(schema, { item, most });
  return schema as unknown as z.ZodMiniArray<T>;
}
