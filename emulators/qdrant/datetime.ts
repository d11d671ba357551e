const pattern =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?)?\s*(Z|[+-]\d{2}:?\d{2})?$/i;

/**
 * Microseconds since 1970 of an RFC 3339 instant; a missing zone means UTC, a missing time midnight.
 * Undefined where the text is no instant.
 */
export function parseDatetime(text: string): number | undefined {
  const match = pattern.exec(text);
  if (!match) return undefined;
  const [, year, month, day, hour = '00', minute = '00', second = '00', fraction = '', zone = 'Z'] = match;
  const ms = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  const parsed = new Date(ms);
  // Date.parse lets 31 February roll over.
  if (Number.isNaN(ms) || parsed.getUTCDate() !== Number(day)) return undefined;
  return (ms - zoneOffset(zone)) * 1_000 + Number(fraction.padEnd(6, '0').slice(0, 6));
}

function zoneOffset(zone: string): number {
  if (zone.toUpperCase() === 'Z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000;
}
