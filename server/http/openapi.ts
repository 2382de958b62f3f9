// `/api/openapi.json`, made from the contract's routes. OpenAPI 3.1 takes JSON Schema as zod writes it, so no library stands between.
import * as z from 'zod/mini';
import { listFacts } from '../../shared/contract/list.ts';
import { type Route, routes, WireError } from '../../shared/contract/http-api.ts';

/** Any printable text without spaces. */
export const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,200}$/;

const schemaOf = (schema: z.ZodMiniType): object => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    override({ zodSchema, jsonSchema }) {
      const facts = listFacts.get(zodSchema);
      if (facts)
        Object.assign(jsonSchema, { type: 'array', maxItems: facts.most, items: schemaOf(facts.item) });
    },
  });
  return rest;
};

const signedIn = [{ session: [] }, { ownerToken: [] }];
const security: Record<Route['access'], object[]> = {
  open: [],
  device: [{ blobToken: [] }],
  person: signedIn,
  viewer: [...signedIn, { apiToken: [] }],
  operator: [...signedIn, { apiToken: [] }],
  owner: [...signedIn, { apiToken: [] }],
};

function operation(name: string, route: Route): object {
  const json = (schema: z.ZodMiniType) => ({ 'application/json': { schema: schemaOf(schema) } });
  const bytes = { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } };
  const query = route.query
    ? (schemaOf(route.query) as { properties?: Record<string, object>; required?: string[] })
    : {};
  const parameters: object[] = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, id]) => ({
    name: id,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  for (const [id, schema] of Object.entries(query.properties ?? {}))
    parameters.push({ name: id, in: 'query', required: query.required?.includes(id) ?? false, schema });
  if (route.idempotent)
    parameters.push({
      name: 'Idempotency-Key',
      in: 'header',
      required: false,
      description:
        'Sent again with the same key the request makes nothing a second time, and is answered with what it made',
      schema: { type: 'string', pattern: IDEMPOTENCY_KEY.source },
    });
  return {
    operationId: name,
    summary: route.summary,
    security: security[route.access],
    'x-covey-access': route.access,
    ...('scope' in route && { 'x-covey-scope': route.scope }),
    ...(parameters.length > 0 && { parameters }),
    ...(route.body && { requestBody: { required: true, content: json(route.body) } }),
    ...(route.bodyBytes && { requestBody: { required: true, content: bytes } }),
    responses: {
      200: {
        description: 'Done',
        content: route.responseBytes ? bytes : json(route.response ?? z.object({})),
      },
      default: {
        description: 'Refused; the code says why and the hint what to do',
        content: json(WireError),
      },
    },
  };
}

export function describeApi(version: string): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const [name, route] of Object.entries(routes) as [string, Route][]) {
    const path = (paths[route.path] ??= {});
    path[route.method.toLowerCase()] = operation(name, route);
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Covey coordinator', version },
    paths,
    components: {
      securitySchemes: {
        ownerToken: {
          type: 'http',
          scheme: 'bearer',
          description: 'The file owner-token of the data directory',
        },
        apiToken: {
          type: 'http',
          scheme: 'bearer',
          description: 'Made at POST /api/tokens; needs the scope `x-covey-scope`',
        },
        blobToken: { type: 'http', scheme: 'bearer' },
        session: { type: 'apiKey', in: 'cookie', name: 'covey_session' },
      },
    },
  };
}
