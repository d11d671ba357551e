import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { networkOf } from './network.js';

describe('what an address is counted as', () => {
  it.each([
    ['203.0.113.9', '203.0.113.9'],
    ['::ffff:203.0.113.9', '203.0.113.9'],
    [' 203.0.113.9 ', '203.0.113.9'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002::1', '2001:db8:1:2::/64'],
    ['2001:db8::', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ])('%s: %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });

  it.each([
    '',
    'unknown',
    '300.1.1.1',
    '1.2.3',
    '1::2::3',
    '1:2:3',
    ':::',
    '1:2:3:4:5:6:7:8:9',
    'g::1',
    '::ffff:300.1.1.1',
  ])('%j is none', (address) => {
    expect(networkOf(address)).toBeUndefined();
  });

  it('is the same for every address of a /64, however it is written, and another for any other', () => {
    const group = fc.integer({ min: 0, max: 0xffff });
    const four = fc.tuple(group, group, group, group);
    const text = (groups: readonly number[]) =>
      groups.map((one) => one.toString(16).padStart(4, '0')).join(':');
    const canonical = (address: string) => new URL(`http://[${address}]/`).hostname.slice(1, -1);
    fc.assert(
      fc.property(four, four, four, four, (network, host, otherNetwork, otherHost) => {
        const one = `${text(network)}:${text(host)}`;
        expect(networkOf(canonical(one))).toBe(networkOf(`${text(network)}:${text(otherHost)}`));
        const same = text(network) === text(otherNetwork);
        expect(networkOf(`${text(otherNetwork)}:${text(host)}`) === networkOf(one)).toBe(same);
      }),
    );
  });
});
