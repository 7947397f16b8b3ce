import { lookup } from 'node:dns/promises';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/** Why nothing could be sent, in one word: it may be shown, and says nothing of what lies inside. */
export class EgressFault extends Error {
  override readonly name = 'EgressFault';
  constructor(readonly code: 'refused_address' | 'insecure' | 'unknown_host' | 'timeout' | 'unreachable') {
    super(code);
  }
}

/** Where this deployment may send to beside public addresses over TLS. */
export interface Egress {
  /** Host names that may be anywhere and need no TLS. */
  hosts: ReadonlySet<string>;
  /** Addresses that may be sent to though they are not public, also without TLS. */
  addresses: BlockList;
}

/** Opens the allow-list: host names and CIDR blocks. Throws on what is neither. */
export function openEgress(allowed: { hosts: readonly string[]; cidrs: readonly string[] }): Egress {
  return { hosts: new Set(allowed.hosts.map((host) => host.toLowerCase())), addresses: blocks(allowed.cidrs) };
}

function blocks(cidrs: readonly string[]): BlockList {
  const list = new BlockList();
  for (const cidr of cidrs) {
    const [net = '', bits = ''] = cidr.split('/');
    list.addSubnet(net, Number(bits), isIP(net) === 6 ? 'ipv6' : 'ipv4');
  }
  return list;
}

// Everything that is not the public internet, by IANA's special-purpose registries: this machine, private and shared
// networks, link-local with the clouds' metadata services, documentation, multicast. Of IPv6 all but 2000::/3, which alone
// is given to hosts of the internet; the rest is local, unassigned, or carries an IPv4 address inside, as does 6to4.
// Apart by family: a list checks IPv4 as the IPv6 that carries it, too.
const NOT_PUBLIC = {
  ipv4: blocks([
    ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24'],
    ...['192.0.2.0/24', '192.88.99.0/24', '192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24'],
    ...['224.0.0.0/4', '240.0.0.0/4'],
    // Looks public, and is Azure's own service on every machine of it.
    '168.63.129.16/32',
  ]),
  ipv6: blocks(['::/3', '4000::/2', '8000::/1', '2001::/23', '2001:db8::/32', '2002::/16', '3ffe::/16', '3fff::/20']),
};

interface Address {
  address: string;
  family: number;
}

const familyOf = ({ family }: Address) => (family === 6 ? 'ipv6' : 'ipv4');

/**
 * Why a URL may not be registered: it needs TLS and nobody's password in it, and an address that stands in it must be
 * public, unless its host is allow-listed. What a name leads to is looked at with every message.
 */
export function flawOf({ hosts, addresses }: Egress, url: URL): 'insecure' | 'refused_address' | undefined {
  if (!/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') return 'insecure';
  const host = hostOf(url);
  const literal = isIP(host) === 0 ? undefined : { address: host, family: isIP(host) };
  if (hosts.has(host) || (literal && isIn(addresses, literal))) return undefined;
  if (literal && !isPublic(literal)) return 'refused_address';
  return url.protocol === 'https:' ? undefined : 'insecure';
}

const isIn = (list: BlockList, one: Address): boolean => list.check(one.address, familyOf(one));
const isPublic = (one: Address): boolean => !isIn(NOT_PUBLIC[familyOf(one)], one);

function hostOf(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, '$1').toLowerCase();
}

/** The one address that will be connected to. A name that also leads inside is refused whole: it is somebody's trick. */
async function addressOf(egress: Egress, url: URL): Promise<Address> {
  const host = hostOf(url);
  const found = await lookup(host, { all: true }).catch(() => []);
  const [first] = found;
  if (first === undefined) throw new EgressFault('unknown_host');
  if (egress.hosts.has(host)) return first;
  const isAllowed = (one: Address) => isIn(egress.addresses, one);
  if (found.some((one) => !isPublic(one) && !isAllowed(one))) throw new EgressFault('refused_address');
  if (url.protocol !== 'https:' && !found.every(isAllowed)) throw new EgressFault('insecure');
  return first;
}

const TIMEOUT_MS = 15_000;

/**
 * Posts to a URL and gives the status of the answer; the rest of it is not read, and no redirect is followed. The host is
 * looked up once, and the connection goes to the address that was checked. Throws EgressFault.
 */
export async function post(
  egress: Egress,
  url: string,
  { headers, body }: { headers: Readonly<Record<string, string>>; body: string },
  timeoutMs = TIMEOUT_MS,
): Promise<number> {
  const target = new URL(url);
  const checked = await addressOf(egress, target);
  const toChecked: LookupFunction = (_host, { all }, callback) => {
    if (all === true) callback(null, [checked]);
    else callback(null, checked.address, checked.family);
  };
  const request = target.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(timeoutMs);
    const sending = request(target, { method: 'POST', headers, agent: false, lookup: toChecked, signal }, (answer) => {
      resolve(answer.statusCode ?? 0);
      answer.destroy();
    });
    sending.once('error', () => {
      reject(new EgressFault(signal.aborted ? 'timeout' : 'unreachable'));
    });
    sending.end(body);
  });
}
