import { execFileSync } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';

/**
 * Seconds of processor time so far of a group's processes whose command line fits: user and system, with all threads.
 * Reads /proc (proc(5): fields 14 and 15 of stat are in clock ticks), so 0 where there is none.
 * @param group the process id of the group's leader
 */
export async function processorSeconds(
  group: number,
  fits: (commandLine: readonly string[]) => boolean,
): Promise<number> {
  const entries = await readdir('/proc').catch(() => []);
  const ticks = await Promise.all(
    entries
      .filter((entry) => /^\d+$/.test(entry))
      .map(async (pid) => {
        const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
        const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
        if (Number(fields[2]) !== group) return 0;
        const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
        return fits(command.split('\0')) ? Number(fields[11]) + Number(fields[12]) : 0;
      }),
  );
  return ticks.reduce((sum, own) => sum + own, 0) / ticksPerSecond();
}

let known: number | undefined;

function ticksPerSecond(): number {
  known ??= Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));
  return known;
}
