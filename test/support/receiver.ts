import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a receiver was sent. */
export interface Sent {
  id: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** A system outside, on the loopback, that keeps what it is sent and answers as it is told. */
export async function openReceiver(statusOf: (sent: Sent, earlier: number) => number = () => 204) {
  const sent: Sent[] = [];
  const server = await new Promise<Server>((resolve) => {
    const listening = createServer((req, res) => {
      let body = '';
      req.setEncoding('utf8');
      req.on('data', (part: string) => (body += part));
      req.on('end', () => {
        const one = { id: String(req.headers['webhook-id']), headers: req.headers, body };
        const earlier = sent.filter(({ id }) => id === one.id).length;
        sent.push(one);
        const status = statusOf(one, earlier);
        res
          .writeHead(status, status >= 300 && status < 400 ? { location: `${url}/elsewhere` } : {})
          .end('not to be kept');
      });
    }).listen(0, '127.0.0.1', () => {
      resolve(listening);
    });
  });
  const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  return {
    url,
    sent,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A system outside that takes every message and never answers. */
export async function openSilentReceiver() {
  const waiting = new Set<ServerResponse>();
  let abandoned = 0;
  let most = 0;
  const server = await new Promise<Server>((resolve) => {
    const listening = createServer((req, res) => {
      waiting.add(res);
      most = Math.max(most, waiting.size);
      res.on('close', () => {
        if (waiting.delete(res)) abandoned += 1;
      });
      req.resume();
    }).listen(0, '127.0.0.1', () => {
      resolve(listening);
    });
  });
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    /** How many wait for an answer now. */
    waiting: () => waiting.size,
    /** How many waited at the same time at most. */
    mostWaiting: () => most,
    /** How many have given up waiting. */
    abandoned: () => abandoned,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}
