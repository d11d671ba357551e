import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildEncoder } from './build-encoder.js';
import { encoderFolder } from './ensure-encoder.js';
import { scoringGraphSource } from './sona-graph.js';

const folder = encoderFolder('int8');
const { version } = buildEncoder(folder, 'int8');
console.log(`${version} is in ${folder}`);

const scoringGraph = fileURLToPath(new URL('../../shared/adapters/onnx/scoring-graph.ts', import.meta.url));
writeFileSync(scoringGraph, scoringGraphSource());
