import { once } from 'node:events';
import { memoryUsage } from 'node:process';
import { SuiteClock } from '../../../emulators/clock.js';
import { startQdrant } from '../../../emulators/qdrant/qdrant.js';
import { fillEngine } from './fill.js';

/** The engine in a process of its own: filled and ended, or serving until it is told to stop. */
export type EngineTask =
  | { task: 'fill'; folder: string; data: string; copies: number }
  | { task: 'serve'; folder: string };
export type EngineAnswer =
  | { said: string }
  | { done: true }
  | { url: string }
  | { residentMegabytes: number };

const tell = (answer: EngineAnswer) => process.send?.(answer);
const [task] = (await once(process, 'message')) as [EngineTask];
if (task.task === 'fill') {
  await fillEngine(task, (said) => tell({ said }));
  tell({ done: true });
} else {
  const emulator = await startQdrant({ folder: task.folder, clock: new SuiteClock() });
  process.on('message', () => tell({ residentMegabytes: memoryUsage.rss() / 2 ** 20 }));
  process.once('disconnect', () => emulator.stop());
  tell({ url: emulator.env['QDRANT_URL'] ?? '' });
}
if (task.task === 'fill') process.disconnect();
