// Sends the engine's requests to identity providers, to public addresses only: an administrator of a pool must not reach the
// network of this machine.

import { lookup } from 'node:dns';
import { request } from 'node:https';
import { BlockList, isIP } from 'node:net';

/** Networks that are not public, by the registries of special addresses of IANA. */
const SPECIAL = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  // The host's own services in Azure.
  ['168.63.129.16', 32],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
];

const special = new BlockList();
for (const [network, bits] of SPECIAL) special.addSubnet(network, bits, 'ipv4');

// Global unicast addresses are all in 2000::/3. Within it, addresses of protocols that carry an IPv4 address are not public here.
const globals = new BlockList();
globals.addSubnet('2000::', 3, 'ipv6');
const specialGlobals = new BlockList();
for (const [network, bits] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
]) {
  specialGlobals.addSubnet(network, bits, 'ipv6');
}

/** Whether the address is on the public internet. */
export function isPublic(address) {
  const kind = isIP(address);
  if (kind === 4) return !special.check(address, 'ipv4');
  return kind === 6 && globals.check(address, 'ipv6') && !specialGlobals.check(address, 'ipv6');
}

/** A `lookup` of `node:net` that finds public addresses only. */
function lookupPublic(name, options, callback) {
  lookup(name, { ...options, all: true }, (error, addresses) => {
    if (error) return callback(error);
    if (!addresses.every(({ address }) => isPublic(address))) {
      return callback(Object.assign(new Error('the address is not public'), { code: 'ENOTPUBLIC' }));
    }
    return options.all ? callback(null, addresses) : callback(null, addresses[0].address, addresses[0].family);
  });
}

/** The `outgoing.fetch` of the engine: one request to a public address, without redirections. */
export const fetchPublic = (url, init) => fetchBy(lookupPublic, url, init);

/** A connection is never kept, since another request could use it without a lookup. */
export function fetchBy(lookup, url, { method, headers, body, signal }) {
  // An address is not looked up.
  if (isIP(new URL(url).hostname.replace(/^\[|\]$/g, '')) !== 0) return Promise.reject(new TypeError('an address is no name'));
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers, signal, agent: false, lookup }, (answer) => {
      const status = answer.statusCode;
      const kept = Object.entries(answer.headersDistinct).flatMap(([name, values]) => values.map((value) => [name, value]));
      const isBodiless = status === 204 || status === 205 || status === 304;
      const stream = isBodiless ? null : bytesOf(answer);
      if (isBodiless) answer.resume();
      try {
        resolve(new Response(stream, { status, headers: kept }));
      } catch (error) {
        answer.destroy();
        reject(error);
      }
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

function bytesOf(answer) {
  const chunks = answer[Symbol.asyncIterator]();
  return new ReadableStream(
    {
      async pull(controller) {
        const { done, value } = await chunks.next();
        if (done) controller.close();
        else controller.enqueue(new Uint8Array(value));
      },
      cancel() {
        answer.destroy();
      },
    },
    { highWaterMark: 0 },
  );
}
