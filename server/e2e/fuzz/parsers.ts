// Every parser that stands at a door, made from the contract's tables, so that a new route or message is fuzzed without a word here. Each has valid
// inputs to mutate: what was recorded, and where nothing was, what its schema makes.
import type * as z from 'zod/mini';
import { routes, type Route } from '../../../shared/contract/http-api.ts';
import { CoveyError, WireError } from '../../../shared/contract/errors.ts';
import { type JobInput, JobInput as JobInputSchema, requireInputKind } from '../../../shared/contract/job.ts';
import {
  answersToDevice,
  messagesToDevice,
  messagesToViewer,
} from '../../../shared/contract/said-by-coordinator.ts';
import type { Batch } from '../../../shared/contract/result-batch.ts';
import { viewerMessages } from '../../../shared/contract/said-by-viewer.ts';
import { deviceAnswers, deviceMessages } from '../../../shared/contract/said-by-device.ts';
import { closedFiles } from '../../../shared/kernels/input-files.ts';
import { kernels, parseParams } from '../../../shared/kernels/registry.ts';
import type { Parsed } from '../../../shared/testing/fuzz/judge-parser.ts';
import { validSamples } from '../../../shared/testing/fuzz/from-schema.ts';
import { readJoinTarget } from '../../../desktop/host/join-link.ts';
import { Problem } from '../../../desktop/host/problem.ts';
import { readPublicKey } from '../../auth/device-keys.ts';
import { believeNobody } from '../../auth/client-of.ts';
import { checkInput } from '../../check-input.ts';
import { makeAllowedHosts } from '../../http/doors/allowed-hosts.ts';
import { judgeRequest } from '../../http/doors/judge-request.ts';
import { readJson } from '../../http/read-json.ts';
import { contentDisposition, parseRange } from '../../http/serve-bytes.ts';
import type { Corpus, RecordedMessage } from './corpus.ts';
import { type FuzzedParser, orRefused, saidAs } from './fuzzed-parser.ts';
import { ofBytes, ofThread } from './packed-parsers.ts';

const SAMPLES_SEED = 8787;

/** Expected refusals are thrown at doors as these two. */
function parsedUnless(parse: () => unknown): Parsed {
  try {
    return { ok: true, value: parse() };
  } catch (error) {
    if (error instanceof CoveyError || error instanceof Problem) return { ok: false };
    throw error;
  }
}

const utf8 = new TextEncoder();

function bySchema(
  name: string,
  schema: z.ZodMiniType,
  recorded: unknown[],
  again?: (value: unknown) => unknown,
): FuzzedParser {
  const valid = recorded.filter((value) => schema.safeParse(value).success);
  return {
    kind: 'value',
    name,
    schema,
    valid: valid.length > 0 ? valid : validSamples(schema, SAMPLES_SEED),
    parse(input) {
      const parsed = schema.safeParse(input);
      return parsed.success ? { ok: true, value: parsed.data } : { ok: false };
    },
    again: again ?? ((value) => value),
  };
}

function ofRoute(name: string, route: Route, { requests }: Corpus): FuzzedParser[] {
  const recorded = requests.filter((each) => each.method === route.method && each.route === route.path);
  const parsers: FuzzedParser[] = [];
  const { body, response } = route;
  const query = 'query' in route ? (route.query as z.ZodMiniType | undefined) : undefined;
  if (body) {
    const said = recorded.flatMap((each) => (each.body === undefined ? [] : [each.body]));
    const valid = said.length > 0 ? said : validSamples(body, SAMPLES_SEED);
    parsers.push({
      kind: 'bytes',
      name: `body of ${name}`,
      schema: body,
      valid: valid.map((value) => utf8.encode(JSON.stringify(value))),
      parse: (bytes) => parsedUnless(() => readJson(body, bytes)),
      again: (value) => utf8.encode(JSON.stringify(value)),
    });
  }
  if (query) parsers.push(bySchema(`query of ${name}`, query, []));
  if (response) parsers.push(bySchema(`answer of ${name}`, response, answersLike(response, requests)));
  return parsers;
}

/** Of every route that answers alike: some happen in no recorded session. */
function answersLike(response: z.ZodMiniType, requests: Corpus['requests']): unknown[] {
  const alike = (Object.values(routes) as Route[]).filter((route) => route.response === response);
  return requests
    .filter((each) => alike.some((route) => route.method === each.method && route.path === each.route))
    .map((each) => each.answer);
}

const answeredTo = (messages: RecordedMessage[], name: string) =>
  messages.filter((each) => each.name === name).map((each) => each.answer);
const tableOf = (table: object) =>
  Object.entries(table).filter((entry): entry is [string, z.ZodMiniType] => entry[1] !== null);

function ofSockets(corpus: Corpus): FuzzedParser[] {
  const { fromDevice, toDevice, toViewer } = corpus;
  const bytesOf = (batch: unknown) => (batch as Batch).bytes;
  return [
    ...tableOf(deviceMessages).map(([name, schema]) =>
      bySchema(
        `${name} of a device`,
        schema,
        saidAs(fromDevice, name),
        name === 'results' ? bytesOf : undefined,
      ),
    ),
    ...tableOf(deviceAnswers).map(([name, schema]) => bySchema(`answer of a device to ${name}`, schema, [])),
    ...tableOf(messagesToDevice).map(([name, schema]) =>
      bySchema(`${name} to a device`, schema, saidAs(toDevice, name)),
    ),
    ...tableOf(viewerMessages).map(([name, schema]) =>
      bySchema(`${name} of a viewer`, schema, saidAs(corpus.fromViewer, name)),
    ),
    ...tableOf(answersToDevice).map(([name, schema]) =>
      bySchema(`answer to ${name}`, schema, answeredTo(fromDevice, name)),
    ),
    ...tableOf(messagesToViewer).map(([name, schema]) =>
      bySchema(`${name} to a viewer`, schema, saidAs(toViewer, name)),
    ),
    bySchema('an error on the wire', WireError, []),
  ];
}

/** Parameters alone, and a whole job as far as it is checked before the coordinator hears of it. */
function ofKernels({ requests }: Corpus): FuzzedParser[] {
  const jobs = requests
    .filter((each) => each.method === 'POST' && each.route === '/api/jobs')
    .map((each) => each.body);
  return kernels.flatMap((kernel): FuzzedParser[] => [
    {
      kind: 'value',
      name: `parameters of ${kernel.name}`,
      schema: kernel.params,
      valid: validSamples(kernel.params, SAMPLES_SEED),
      parse: (input) => parsedUnless(() => parseParams(kernel, input)),
      again: (value) => value,
    },
    {
      kind: 'value',
      name: `a job of ${kernel.name}`,
      schema: JobInputSchema,
      valid: jobs.map((job) => (job as { input: unknown }).input),
      parse: (input) => parsedUnless(() => planOf(kernel, input)),
      again: null,
    },
  ]);
}

function planOf(kernel: (typeof kernels)[number], said: unknown): number {
  const parsed = JobInputSchema.safeParse(said);
  if (!parsed.success) throw new CoveyError('bad-request', 'no input');
  const input: JobInput = parsed.data;
  requireInputKind(kernel, input.kind);
  checkInput(input);
  const params = parseParams(kernel, {});
  // the bytes of files are not the fuzzer's; each kernel's own tests bring it broken ones
  if (kernel.looksInside && input.kind === 'files') return 0;
  const index = kernel.split(params, input, closedFiles);
  if (index instanceof Promise) throw new Error(`${kernel.name} waits although it has nothing to read`);
  const plan = kernel.openPlan(params, input, index);
  for (const chunk of [0, plan.count - 1]) plan.describe(chunk);
  return plan.cost(0, plan.count);
}

const ofText = (name: string, valid: string[], parse: (text: string) => Parsed): FuzzedParser => ({
  kind: 'text',
  name,
  schema: null,
  valid,
  parse,
  again: null,
});

function ofTexts(): FuzzedParser[] {
  const rules = { hosts: makeAllowedHosts({ names: ['192.168.1.5'] }), clientOf: believeNobody() };
  const comesIn = (headers: Record<string, string>) =>
    orRefused(
      judgeRequest({ method: 'POST', url: '/api/join', headers, socket: {} } as never, rules, false)
        ? null
        : true,
    );
  return [
    ofText('a range header', ['bytes=0-4', 'bytes=-9', 'bytes=7-'], (text) =>
      orRefused(parseRange(text, 1000)),
    ),
    ofText('an origin', ['http://192.168.1.5:8787', 'https://covey.local', 'null'], (origin) =>
      comesIn({ origin, host: '192.168.1.5:8787' }),
    ),
    ofText('a host', ['192.168.1.5:8787', 'localhost', '[::1]:8787'], (host) => comesIn({ host })),
    ofText('a public key', ['11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo'], (text) =>
      orRefused(readPublicKey('ed25519', text) ?? readPublicKey('p256', text)),
    ),
    ofText('the name of a download', ['out.zip', 'a/b/grüße.txt'], (text) =>
      orRefused(contentDisposition(text)),
    ),
    ofText('what a person types to join', ['http://10.0.0.2:8787/j#abc', 'covey.local:8787'], (text) =>
      parsedUnless(() => readJoinTarget(text, undefined)),
    ),
  ];
}

export const makeParsers = (corpus: Corpus): FuzzedParser[] => [
  ...Object.entries(routes as Record<string, Route>).flatMap(([name, route]) => ofRoute(name, route, corpus)),
  ...ofSockets(corpus),
  ...ofBytes(corpus),
  ofThread(corpus),
  ...ofKernels(corpus),
  ...ofTexts(),
];
