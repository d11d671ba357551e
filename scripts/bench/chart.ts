import type { Chart } from './benchmark.js';
import { rounded } from './table.js';

type Bars = Extract<Chart, { kind: 'bars' }>;
type Lines = Extract<Chart, { kind: 'lines' }>;

const WIDTH = 760;
const MARGIN = 24;
const LABELS = 260;
const ROW = 26;
const PLOT_HEIGHT = 300;
/** Distinct for colour-blind readers (Okabe and Ito, 2008). */
const colours = ['#0072b2', '#e69f00', '#009e73', '#cc79a7', '#d55e00', '#56b4e9'];

/** A chart as an SVG document that reads on white and on dark pages. */
export function draw(chart: Chart): string {
  const { body, height } = chart.kind === 'bars' ? bars(chart) : lines(chart);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="12" role="img">
<title>${escaped(chart.title)}</title>
<rect width="100%" height="100%" fill="#fff"/>
${text(MARGIN, 24, `${chart.title} (${chart.unit})`, 'font-size="14" font-weight="bold"')}
${body}
</svg>
`;
}

function bars({ bars }: Bars): { body: string; height: number } {
  const largest = Math.max(...bars.flatMap(({ value, target }) => [value, target ?? 0]));
  const scale = (WIDTH - LABELS - MARGIN - 70) / (largest || 1);
  const rows = bars.map(({ label, value, target }, i) => {
    const y = 44 + i * ROW;
    const length = Math.max(1, value * scale);
    const mark =
      target === undefined
        ? ''
        : `<line x1="${at(LABELS + target * scale)}" x2="${at(LABELS + target * scale)}" y1="${y - 2}" y2="${y + 20}" stroke="#d55e00" stroke-width="2" stroke-dasharray="3 2"/>`;
    return `${text(LABELS - 8, y + 13, label, 'text-anchor="end"')}
<rect x="${LABELS}" y="${y}" width="${at(length)}" height="18" fill="${colours[0]}"/>${mark}
${text(LABELS + Math.max(length, (target ?? 0) * scale) + 6, y + 13, rounded(value))}`;
  });
  const hasTarget = bars.some(({ target }) => target !== undefined);
  const end = 44 + bars.length * ROW;
  const legend = hasTarget ? text(LABELS, end + 14, 'dashed: target', 'fill="#d55e00"') : '';
  return { body: [...rows, legend].join('\n'), height: end + 28 };
}

function lines({ along, scale, lines }: Lines): { body: string; height: number } {
  const points = lines.flatMap((line) => line.points);
  const turn = scale === 'logarithmic' ? Math.log10 : (value: number) => value;
  const xs = points.map(([x]) => turn(x));
  const ys = points.map(([, y]) => turn(y));
  const [left, top, right, bottom] = [70, 44, WIDTH - 190, 44 + PLOT_HEIGHT];
  const [x0, x1] = [Math.min(...xs), Math.max(...xs)];
  const [y0, y1] = [scale === 'linear' ? Math.min(0, ...ys) : Math.min(...ys), Math.max(...ys)];
  const x = (value: number) => left + ((turn(value) - x0) / (x1 - x0 || 1)) * (right - left);
  const y = (value: number) => bottom - ((turn(value) - y0) / (y1 - y0 || 1)) * (bottom - top);
  const back = scale === 'logarithmic' ? (value: number) => 10 ** value : (value: number) => value;
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((share) => {
    const [tickX, tickY] = [back(x0 + share * (x1 - x0)), back(y0 + share * (y1 - y0))];
    return `<line x1="${left}" x2="${right}" y1="${at(y(tickY))}" y2="${at(y(tickY))}" stroke="#ddd"/>
${text(left - 6, y(tickY) + 4, rounded(tickY), 'text-anchor="end"')}
${text(x(tickX), bottom + 18, rounded(tickX), 'text-anchor="middle"')}`;
  });
  const drawn = lines.map(({ label, points }, i) => {
    const colour = colours[i % colours.length];
    const path = points.map(([px, py]) => `${at(x(px))},${at(y(py))}`).join(' ');
    const dots = points.map(
      ([px, py]) => `<circle cx="${at(x(px))}" cy="${at(y(py))}" r="3" fill="${colour}"/>`,
    );
    return `<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="2"/>${dots.join('')}
<rect x="${right + 16}" y="${top + i * 20}" width="12" height="12" fill="${colour}"/>${text(right + 34, top + 10 + i * 20, label)}`;
  });
  const axis = text((left + right) / 2, bottom + 38, along, 'text-anchor="middle"');
  return { body: [...ticks, ...drawn, axis].join('\n'), height: bottom + 52 };
}

function text(x: number, y: number, content: string, attributes = ''): string {
  return `<text x="${at(x)}" y="${at(y)}" fill="#222" ${attributes}>${escaped(content)}</text>`
    .replace('fill="#222" fill=', 'fill=')
    .replace(' >', '>');
}

function at(value: number): number {
  return Math.round(value * 10) / 10;
}

function escaped(content: string): string {
  return content.replace(
    /[&<>"]/g,
    (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign] ?? sign,
  );
}
