import type { IncomingMessage } from 'node:http';
import { expect, it } from 'vitest';
import { clientAddress } from './client-address.js';

const LOAD_BALANCER = '35.191.0.1';
const request = (forwarded?: string) =>
  ({
    headers: { 'x-forwarded-for': forwarded },
    socket: { remoteAddress: '10.0.0.7' },
  }) as unknown as IncomingMessage;

it('takes the address that the load balancer saw', () => {
  expect(clientAddress(request(`203.0.113.9, ${LOAD_BALANCER}`))).toBe('203.0.113.9');
  expect(clientAddress(request(`2001:db8::1,${LOAD_BALANCER}`))).toBe('2001:db8::1');
});

it('does not take what a client wrote before it', () => {
  for (const spoofed of ['1.1.1.1', '1.1.1.1, 2.2.2.2', ', ,', 'unknown', '1.1.1.1,']) {
    expect(clientAddress(request(`${spoofed}, 203.0.113.9, ${LOAD_BALANCER}`))).toBe('203.0.113.9');
  }
});

it('goes by the connection where no load balancer stands before it', () => {
  expect(clientAddress(request())).toBe('10.0.0.7');
  expect(clientAddress(request('1.1.1.1'))).toBe('10.0.0.7');
});
