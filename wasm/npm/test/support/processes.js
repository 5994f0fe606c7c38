// Processes, as Linux tells of them in /proc.

import { readdirSync, readFileSync } from 'node:fs';

/** The processes that `parent` started and that still run. */
export function childrenOf(parent) {
  const numbers = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return numbers.map(Number).filter((pid) => fieldsOf(pid)?.[1] === String(parent));
}

/** Milliseconds of processor time that the threads of a process have taken so far; those that have ended do not count. */
export function cpuMillis(pid) {
  const tasks = readdirSync(`/proc/${pid}/task`);
  const nanos = tasks.map((task) => Number(read(`/proc/${pid}/task/${task}/schedstat`)?.split(' ')[0] ?? 0));
  return nanos.reduce((sum, each) => sum + each, 0) / 1e6;
}

/** What follows the name of the program in `/proc/PID/stat`; `undefined` when there is no such process. */
function fieldsOf(pid) {
  const text = read(`/proc/${pid}/stat`);
  // The name stands in parentheses and may hold anything.
  return text?.slice(text.lastIndexOf(')') + 2).split(' ');
}

/** `undefined` when what it tells of has ended. */
function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'ESRCH') return undefined;
    throw error;
  }
}
