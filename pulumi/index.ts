import { fileURLToPath } from 'node:url';
import { services } from '../functions/manifest.js';
import { readConfiguration } from './configuration.js';
import { deploy } from './deployment.js';

const bundles = fileURLToPath(new URL('../dist/services/', import.meta.url));

export const { address, api } = deploy(services, readConfiguration(bundles));
