const GROUPS = 8;
/** A household or a host has a /64 (RFC 6177) and takes any address in it. */
const NETWORK_GROUPS = 4;
const IPV4 = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/;

/**
 * What an address is counted as: IPv4 (also when mapped into IPv6) by itself, IPv6 by its /64. Undefined when it is no
 * address.
 */
export function networkOf(address: string): string | undefined {
  const bare = address.trim().toLowerCase().replace(/%.*$/, '');
  const mapped = /^::ffff:([\d.]+)$/.exec(bare)?.[1];
  if (IPV4.test(mapped ?? bare)) return ipv4(mapped ?? bare);
  const groups = ipv6(bare);
  return groups && `${groups.slice(0, NETWORK_GROUPS).join(':')}::/64`;
}

function ipv4(address: string): string | undefined {
  const bytes = IPV4.exec(address)?.slice(1).map(Number) ?? [];
  return bytes.every((byte) => byte <= 255) ? bytes.join('.') : undefined;
}

/** Its eight groups in hexadecimal without leading zeros (RFC 4291, 2.2). */
function ipv6(address: string): string[] | undefined {
  const [head = '', tail, ...more] = address.split('::');
  if (more.length > 0) return undefined;
  const before = groupsOf(head);
  const after = groupsOf(tail ?? '');
  const zeros = GROUPS - before.length - after.length;
  if (tail === undefined ? zeros !== 0 : zeros < 1) return undefined;
  const groups = [...before, ...Array<string>(zeros).fill('0'), ...after];
  return groups.every((group) => /^[\da-f]{1,4}$/.test(group))
    ? groups.map((group) => Number.parseInt(group, 16).toString(16))
    : undefined;
}

function groupsOf(part: string): string[] {
  return part === '' ? [] : part.split(':');
}
