/** One text in Prometheus's format out of several processes': equal series are added up. */
export function sumMetrics(texts: readonly string[]): string {
  const help: string[] = [];
  const sums = new Map<string, number>();
  for (const line of texts.flatMap((text) => text.split('\n'))) {
    if (line.startsWith('#')) {
      if (!help.includes(line)) help.push(line);
      continue;
    }
    const space = line.lastIndexOf(' ');
    if (space < 0) continue;
    const series = line.slice(0, space);
    sums.set(series, (sums.get(series) ?? 0) + Number(line.slice(space + 1)));
  }
  const nameOf = (line: string) => line.split(' ')[2] ?? '';
  const names = [...new Set(help.map(nameOf))];
  return names
    .flatMap((name) => [
      ...help.filter((line) => nameOf(line) === name),
      ...[...sums].filter(([series]) => belongs(series, name)).map(([series, value]) => `${series} ${value}`),
    ])
    .concat('')
    .join('\n');
}

function belongs(series: string, name: string): boolean {
  const own = series.split('{')[0] ?? series;
  return own === name || ['_bucket', '_sum', '_count'].some((suffix) => own === name + suffix);
}
