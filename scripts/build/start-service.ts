import { loadService } from './load-service.js';

/** A bundle's `main.js`: what the cloud starts. */
loadService(__dirname);
