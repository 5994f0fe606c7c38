// A long sequence of calls to an engine by raw HTTP, "the story".

import { accounts } from './chapters/accounts.js';
import { choice } from './chapters/choice.js';
import { devices } from './chapters/devices.js';
import { functions } from './chapters/functions.js';
import { groups } from './chapters/groups.js';
import { imports } from './chapters/imports.js';
import { limits } from './chapters/limits.js';
import { names } from './chapters/names.js';
import { pools } from './chapters/pools.js';
import { profile } from './chapters/profile.js';
import { providers } from './chapters/providers.js';
import { resources } from './chapters/resources.js';
import { protection } from './chapters/protection.js';
import { secondFactors } from './chapters/second-factors.js';
import { signIn } from './chapters/sign-in.js';
import { users } from './chapters/users.js';
import { wire } from './chapters/wire.js';
import { Caller } from '../caller.js';

/** The parts of the story in order: each one uses the results of earlier ones. */
const CHAPTERS = [
  pools,
  accounts,
  signIn,
  profile,
  users,
  groups,
  providers,
  resources,
  imports,
  names,
  limits,
  secondFactors,
  devices,
  choice,
  functions,
  protection,
  wire,
];

/** Runs the story. Returns all exchanges, messages to users and events of functions. */
export async function tell(target) {
  const caller = new Caller(target);
  let known = {};
  for (const chapter of CHAPTERS) {
    caller.begin(chapter.name);
    known = { ...known, ...(await chapter(caller, known)) };
  }
  return {
    endpoint: target.endpoint,
    exchanges: caller.exchanges,
    messages: await caller.messages(),
    events: await caller.events(known.callingPool),
  };
}
