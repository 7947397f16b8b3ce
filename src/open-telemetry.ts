import {
  context,
  diag,
  DiagLogLevel,
  propagation,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type DiagLogger,
  type Span,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import type { Logger } from 'pino';
import type { Tracer } from './tracer.js';

/** How long one batch may take; a collector that is away costs its spans, never the work. */
const EXPORT_LIMIT_MS = 2_000;

/**
 * Sends spans to a collector as OTLP over HTTP, in JSON. Sampling, headers and the resource can be set by the variables
 * that OpenTelemetry itself defines (`OTEL_TRACES_SAMPLER`, `OTEL_EXPORTER_OTLP_HEADERS`, `OTEL_RESOURCE_ATTRIBUTES`).
 */
export function openTelemetry(endpoint: string, service: string, log: Logger): Tracer {
  diag.setLogger(diagnosticsOf(log), DiagLogLevel.WARN);
  const url = `${endpoint.replace(/\/$/, '')}/v1/traces`;
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({ 'service.name': service }).merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter({ url, timeoutMillis: EXPORT_LIMIT_MS }))],
  });
  // Sets the context of asynchronous work, and reads and writes W3C's headers.
  provider.register();
  const tracer = provider.getTracer('bihuan');

  return {
    inSpan: ({ name, kind, attributes }, work) =>
      tracer.startActiveSpan(name, { kind: KINDS[kind ?? 'internal'], attributes: { ...attributes } }, (span) =>
        ending(span, work),
      ),
    inRequestSpan(route, req, res, work) {
      const { method = '' } = req;
      const parent = propagation.extract(ROOT_CONTEXT, req.headers);
      const attributes = { 'http.request.method': method, 'http.route': route };
      const span = tracer.startSpan(`${method} ${route}`, { kind: SpanKind.SERVER, attributes }, parent);
      res.once('close', () => {
        span.setAttribute('http.response.status_code', res.statusCode);
        if (res.statusCode >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
        span.end();
      });
      return context.with(trace.setSpan(parent, span), work);
    },
    async stop() {
      await provider.shutdown().catch((error: unknown) => {
        log.warn({ err: error }, MISSING);
      });
    },
  };
}

const MISSING = 'OpenTelemetry: spans may be missing';

const KINDS = { client: SpanKind.CLIENT, internal: SpanKind.INTERNAL } as const;

/** Of what went wrong only the kind is told: messages of databases and parsers quote what they were given. */
async function ending<Result>(span: Span, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    span.setAttribute('error.type', error instanceof Error ? error.name : typeof error);
    span.setStatus({ code: SpanStatusCode.ERROR });
    throw error;
  } finally {
    span.end();
  }
}

/** OpenTelemetry's own troubles, such as a collector that is away, are worth a warning and no more. */
function diagnosticsOf(log: Logger): DiagLogger {
  const debug = (message: string): void => {
    log.debug({ opentelemetry: message }, 'OpenTelemetry');
  };
  const warn = (message: string): void => {
    log.warn({ opentelemetry: message }, MISSING);
  };
  return { error: warn, warn, info: debug, debug, verbose: debug };
}
