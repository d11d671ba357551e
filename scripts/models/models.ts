import { buildEncoder } from './build-encoder.js';
import { encoderFolder } from './ensure-encoder.js';

const folder = encoderFolder('int8');
const { version } = buildEncoder(folder, 'int8');
console.log(`${version} is in ${folder}`);
