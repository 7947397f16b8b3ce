import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestService } from './service.js';

type Attributes = Record<string, string | number | undefined>;

/** A span as a collector gets it. */
export interface ReceivedSpan {
  service: string;
  traceId: string;
  spanId: string;
  /** Empty for the first of its trace. */
  parentSpanId: string;
  name: string;
  failed: boolean;
  attributes: Attributes;
}

interface KeyValue {
  key: string;
  value: { stringValue?: string; intValue?: number };
}

interface ExportRequest {
  resourceSpans: {
    resource: { attributes: KeyValue[] };
    scopeSpans: {
      spans: (Pick<ReceivedSpan, 'traceId' | 'spanId' | 'name'> & {
        parentSpanId?: string;
        attributes: KeyValue[];
        status: { code?: number };
      })[];
    }[];
  }[];
}

const STATUS_ERROR = 2;

const attributesOf = (list: readonly KeyValue[]): Attributes =>
  Object.fromEntries(list.map(({ key, value }) => [key, value.stringValue ?? value.intValue]));

/** An OpenTelemetry collector on loopback, which takes OTLP over HTTP in JSON and nothing else. */
export async function startCollector(
  service: TestService,
): Promise<{ url: string; spans: ReceivedSpan[]; received(): string }> {
  const spans: ReceivedSpan[] = [];
  let received = '';
  const server = createServer((req, res) => {
    let body = '';
    req.setEncoding('utf8').on('data', (part: string) => (body += part));
    req.on('end', () => {
      if (req.url !== '/v1/traces' || req.headers['content-type'] !== 'application/json') {
        res.writeHead(404).end();
        return;
      }
      received += body;
      for (const { resource, scopeSpans } of (JSON.parse(body) as ExportRequest).resourceSpans) {
        const name = String(attributesOf(resource.attributes)['service.name']);
        for (const span of scopeSpans.flatMap((scope) => scope.spans)) {
          const { traceId, spanId, parentSpanId = '', status } = span;
          const failed = status.code === STATUS_ERROR;
          const attributes = attributesOf(span.attributes);
          spans.push({ service: name, traceId, spanId, parentSpanId, name: span.name, failed, attributes });
        }
      }
      res.setHeader('content-type', 'application/json').end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  service.atStop(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${String(port)}`, spans, received: () => received };
}
