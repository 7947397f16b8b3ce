import { OpenAPIRegistry, OpenApiGeneratorV31 } from '@asteasolutions/zod-to-openapi';
import { z } from 'zod';
import { ROUTES } from './routes/index.js';
import { ANSWER_HEADERS, type Route } from './route.js';
import { ProblemSchema } from './schemas.js';
import { rolesFor } from '../domain/permissions.js';

const PROBLEM = {
  description: 'A problem (RFC 9457)',
  content: { 'application/problem+json': { schema: ProblemSchema } },
};

/** The description of the whole REST surface, OpenAPI 3.1, out of the routes themselves. */
export function openApiDocument(): ReturnType<OpenApiGeneratorV31['generateDocument']> {
  const registry = new OpenAPIRegistry();
  registry.registerComponent('securitySchemes', 'apiKey', {
    type: 'http',
    scheme: 'bearer',
    description: 'An API key',
  });
  registry.registerComponent('securitySchemes', 'session', { type: 'apiKey', in: 'cookie', name: 'bihuan_session' });
  for (const route of ROUTES) registry.registerPath(pathOf(route));
  return new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: '3.1.0',
    info: {
      title: 'Bihuan 闭环',
      version: '1.0.0',
      description: 'One door in, one record out: every resident’s request through one closed loop.',
    },
    servers: [{ url: '/' }],
  });
}

function pathOf(route: Route): Parameters<OpenAPIRegistry['registerPath']>[0] {
  const { access } = route;
  const roles = access === 'public' || access === 'signed_in' ? '' : `\n\nRoles: ${rolesFor(access).join(', ')}`;
  const names = [...route.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '');
  const headers = {
    ...(route.idempotent && { 'Idempotency-Key': z.string().min(1).max(200) }),
    ...(route.idempotent && { Prefer: z.string().optional() }),
    ...(route.signed && SIGNATURE_HEADERS),
    ...(route.ifMatch && { 'If-Match': route.ifMatch === 'required' ? z.string() : z.string().optional() }),
  };
  return {
    method: route.method,
    path: route.path,
    operationId: route.operationId,
    tags: [route.tag],
    summary: `${route.summary.zh} · ${route.summary.en}`,
    description: `${route.summary.en}.${roles}`,
    security: access === 'public' ? [] : [{ apiKey: [] }, { session: [] }],
    request: {
      ...(names.length > 0 && { params: z.object(Object.fromEntries(names.map((name) => [name, z.string()]))) }),
      ...(route.query && { query: route.query }),
      ...(Object.keys(headers).length > 0 && { headers: z.object(headers) }),
      ...(route.body && { body: { required: true, content: { 'application/json': { schema: route.body } } } }),
      ...(route.bytes && { body: { required: true, content: bytesOf(route.bytes) } }),
    },
    responses: { ...answersOf(route), default: PROBLEM },
  };
}

function bytesOf(mediaTypes: readonly string[]) {
  const schema = { type: 'string' as const, format: 'binary' };
  return Object.fromEntries(mediaTypes.map((mediaType) => [mediaType, { schema }]));
}
/** Of the Standard Webhooks specification. */
const SIGNATURE_HEADERS = {
  'webhook-id': z.string().min(1).max(200),
  'webhook-timestamp': z.string(),
  'webhook-signature': z.string(),
};

type HeadersSaid = Record<string, { description: string; schema: { type: 'string' } }>;

function answersOf(route: Route) {
  return Object.fromEntries(
    Object.entries(route.answers).map(([status, { description, schema, mediaTypes, headers = [] }]) => {
      const said = headers.map((name) => [
        name,
        { description: ANSWER_HEADERS[name], schema: { type: 'string' as const } },
      ]);
      const answer = { description, ...(said.length > 0 && { headers: Object.fromEntries(said) as HeadersSaid }) };
      if (mediaTypes) return [status, { ...answer, content: bytesOf(mediaTypes) }];
      if (schema === undefined) return [status, answer];
      const type = schema === ProblemSchema ? 'application/problem+json' : 'application/json';
      return [status, { ...answer, content: { [type]: { schema } } }];
    }),
  );
}
