// Processes, as Linux tells of them in /proc.

import { readdirSync, readFileSync } from 'node:fs';

/** The processes that `parent` started and that still run. */
export function childrenOf(parent) {
  const numbers = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return numbers.map(Number).filter((pid) => fieldsOf(pid)?.[1] === String(parent));
}

/** Seconds of processor time that a process has taken, all threads together. */
export function cpuSeconds(pid) {
  const fields = fieldsOf(pid);
  if (fields === undefined) throw new Error(`process ${pid} is gone`);
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

/** On every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;

/** What follows the name of the program in `/proc/PID/stat`; `undefined` when there is no such process. */
function fieldsOf(pid) {
  let text;
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'ESRCH') return undefined;
    throw error;
  }
  // The name stands in parentheses and may hold anything.
  return text.slice(text.lastIndexOf(')') + 2).split(' ');
}
