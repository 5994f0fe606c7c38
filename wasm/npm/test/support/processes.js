// Reads processes from Linux's /proc.

import { readdirSync, readFileSync } from 'node:fs';

/** The running child processes of `parent`. */
export function childrenOf(parent) {
  const numbers = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return numbers.map(Number).filter((pid) => fieldsOf(pid)?.[1] === String(parent));
}

/** Milliseconds of processor time of a process's threads, without threads that have ended. */
export function cpuMillis(pid) {
  const tasks = readdirSync(`/proc/${pid}/task`);
  const nanos = tasks.map((task) => Number(read(`/proc/${pid}/task/${task}/schedstat`)?.split(' ')[0] ?? 0));
  return nanos.reduce((sum, each) => sum + each, 0) / 1e6;
}

/** The fields after the program's name in `/proc/PID/stat`; `undefined` if the process does not exist. */
function fieldsOf(pid) {
  const text = read(`/proc/${pid}/stat`);
  // The name is in parentheses and may contain any character.
  return text?.slice(text.lastIndexOf(')') + 2).split(' ');
}

/** Reads a file; `undefined` if the process has ended. */
function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'ESRCH') return undefined;
    throw error;
  }
}
