import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { flawOf, openEgress, post } from '../../src/notify/egress.js';

const nowhere = openEgress({ hosts: [], cidrs: [] });
const loopback = openEgress({ hosts: [], cidrs: ['127.0.0.0/8', '::1/128'] });
const named = openEgress({ hosts: ['LOCALHOST'], cidrs: [] });
const sending = { headers: { 'x-test': 'yes' }, body: '{}' };

let server: Server;
let port: number;
let seen: string[] = [];
beforeAll(async () => {
  server = createServer((req, res) => {
    seen.push(`${String(req.method)} ${String(req.url)}`);
    if (req.url === '/moved') res.writeHead(307, { location: '/inside' }).end();
    else if (req.url === '/never') return;
    else res.writeHead(204).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ({ port } = server.address() as AddressInfo);
});
afterAll(() => {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(resolve));
});

describe('a message to an address that is not public', () => {
  it.each([
    'https://127.0.0.1/',
    'https://127.1/',
    'https://2130706433/',
    'https://0x7f.0.0.1/',
    'https://0.0.0.0/',
    'https://10.1.2.3/',
    'https://100.100.100.200/latest/meta-data',
    'https://169.254.169.254/latest/meta-data',
    'https://168.63.129.16/',
    'https://172.31.255.255/',
    'https://192.168.1.1/',
    'https://224.0.0.1/',
    'https://[::1]/',
    'https://[::]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[::ffff:a00:1]/',
    'https://[::127.0.0.1]/',
    'https://[::ffff:0:127.0.0.1]/',
    'https://[64:ff9b::7f00:1]/',
    'https://[64:ff9b:1::7f00:1]/',
    'https://[100::1]/',
    'https://[100:0:0:1::1]/',
    'https://[200::1]/',
    'https://[2001:0:7f00:1::]/',
    'https://[2001:db8::1]/',
    'https://[2002:7f00:1::]/',
    'https://[3ffe::1]/',
    'https://[3fff::1]/',
    'https://[4000::1]/',
    'https://[5f00::1]/',
    'https://[8000::1]/',
    'https://[fd00:ec2::254]/',
    'https://[fe80::1]/',
    'https://[fec0::1]/',
    'https://[ff02::1]/',
    'https://localhost/',
  ])('is never sent, and an address in figures not even registered: %s', async (url) => {
    if (!url.includes('localhost')) expect(flawOf(nowhere, new URL(url))).toBe('refused_address');
    await expect(post(nowhere, url, sending)).rejects.toMatchObject({ code: 'refused_address' });
  });

  it('is sent where the network or the name is allow-listed', async () => {
    seen = [];
    expect(await post(loopback, `http://127.0.0.1:${String(port)}/one`, sending)).toBe(204);
    expect(await post(named, `http://localhost:${String(port)}/two`, sending)).toBe(204);
    expect(seen).toEqual(['POST /one', 'POST /two']);
    await expect(post(nowhere, `http://127.0.0.1:${String(port)}/three`, sending)).rejects.toMatchObject({
      code: 'refused_address',
    });
    expect(seen).toHaveLength(2);
  });
});

describe('a message', () => {
  it('needs TLS to whatever is not allow-listed', async () => {
    // A literal of the public internet: it is refused before anything is sent.
    await expect(post(nowhere, 'http://8.8.8.8/', sending)).rejects.toMatchObject({ code: 'insecure' });
    await expect(post(nowhere, 'http://[2400:3200::1]/', sending)).rejects.toMatchObject({ code: 'insecure' });
    const may = (url: string) => [nowhere, loopback, named].map((egress) => flawOf(egress, new URL(url)) ?? 'fine');
    const [none, address] = ['insecure', 'refused_address'];
    expect(may('https://hooks.example.org/')).toEqual(['fine', 'fine', 'fine']);
    expect(may('http://hooks.example.org/')).toEqual([none, none, none]);
    expect(may('http://127.0.0.1/')).toEqual([address, 'fine', address]);
    expect(may('http://localhost/')).toEqual([none, none, 'fine']);
    expect(may('https://user:secret@hooks.example.org/')).toEqual([none, none, none]);
    expect(may('https://user:secret@127.0.0.1/')).toEqual([none, none, none]);
    expect(may('ftp://localhost/')).toEqual([none, none, none]);
    expect(may('https://8.8.8.8/')).toEqual(['fine', 'fine', 'fine']);
  });

  it('follows no redirect: that it was one is the answer', async () => {
    seen = [];
    expect(await post(loopback, `http://127.0.0.1:${String(port)}/moved`, sending)).toBe(307);
    expect(seen).toEqual(['POST /moved']);
  });

  it('that nobody answers is given up, and a closed door is told apart', async () => {
    const url = `http://127.0.0.1:${String(port)}/never`;
    await expect(post(loopback, url, sending, 50)).rejects.toMatchObject({ code: 'timeout' });
    await expect(post(loopback, 'http://127.0.0.1:1/', sending)).rejects.toMatchObject({ code: 'unreachable' });
  });
});
