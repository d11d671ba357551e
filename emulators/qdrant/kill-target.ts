import { SuiteClock } from '../clock.js';
import { startQdrant } from './qdrant.js';

/** A process of its own for the test that kills it: serves on the folder it is given, tells the URL. */
const emulator = await startQdrant({ folder: process.argv[2] ?? '', clock: new SuiteClock() });
process.send?.(emulator.env['QDRANT_URL']);
