// Flags and their environment variables: those of `userpool-server` that this command has, with the same meaning and refusals.

import { isIPv4, isIPv6 } from 'node:net';
import { resolve } from 'node:path';

const ABOUT = 'Amazon Cognito user pools on your own machine';

const AFTER_HELP = `\
Every flag can also be given as the environment variable beside it; a flag wins over its variable.

The data folder holds users.db (the database), master.key (seals every secret in it), credentials (the
administrator's, in the format of AWS_SHARED_CREDENTIALS_FILE) and messages.jsonl. What is missing is made on the
first start; what exists is never overwritten. Back up both users.db and master.key, in different places: the
database cannot be read without the key, and with both every secret in it can be read. The Rust server,
userpool-server, can open the same folder, and has flags for TLS, mail, text messages, functions and limits.

A data folder needs Node 22.13 or later; with an earlier one all data is in memory.

GET /health answers 200 while the server is ready: the database and the messages file can be written. SIGTERM and
SIGINT finish the requests in progress.
`;

/**
 * The flags of this command. `parse` returns a value or throws an error that says what to give. A flag with `words` takes one of
 * them, and a flag without `value` takes none. One that `isGlobal` may also follow the name of a sub-command.
 */
const FLAGS = [
  {
    name: 'listen',
    isGlobal: true,
    value: 'ADDRESS:PORT',
    initial: '127.0.0.1:9229',
    parse: listenAddress,
    heading: 'Address',
    help: 'Where to listen; port 0 chooses a free port',
  },
  {
    name: 'public-url',
    isGlobal: true,
    value: 'URL',
    parse: publicUrl,
    heading: 'Pools',
    help: 'Where clients reach the server; tokens are issued as URL/{poolId} [default: the address of the server]',
  },
  {
    name: 'issuer',
    value: 'FORM',
    initial: 'own',
    words: {
      own: 'With --public-url, or the address of --listen',
      cognito: "With https://cognito-idp.{region}.amazonaws.com, for verifiers that only know a pool's id",
    },
    heading: 'Pools',
    help: 'Form of the issuer in tokens',
  },
  {
    name: 'region',
    value: 'REGION',
    initial: 'us-east-1',
    parse: region,
    heading: 'Pools',
    help: "Region of a new pool when the request's signature names none",
  },
  {
    name: 'data',
    isGlobal: true,
    value: 'DIR',
    initial: './userpool-data',
    parse: path,
    heading: 'Files',
    help: "Folder of the server's data",
  },
  {
    name: 'memory',
    heading: 'Files',
    conflicts: ['data', 'master-key-file'],
    help: 'Keep all data in memory: no data folder, and a credential for this run only',
  },
  {
    name: 'credentials',
    value: 'FILE',
    parse: path,
    heading: 'Files',
    help: "Administrators' credentials, one per profile; must exist [default: credentials in the data folder]",
  },
  {
    name: 'master-key-file',
    isGlobal: true,
    value: 'FILE',
    parse: path,
    heading: 'Files',
    help: 'Master keys, 64 hex digits a line, newest first; must exist [default: master.key in the data folder]',
  },
  {
    name: 'seed',
    value: 'FILE',
    parse: path,
    heading: 'Files',
    help: 'Add the pools, clients and users in this file that are missing, at every start; the format is that of exports',
  },
  {
    name: 'log',
    isGlobal: true,
    value: 'LEVEL',
    initial: 'info',
    words: {
      off: 'Nothing',
      error: 'Requests that the server could not answer',
      warn: 'Also warnings for operators',
      info: 'Also one line per request',
      debug: 'Also one line per connection',
    },
    heading: 'Operation',
    help: 'How much to log to standard error',
  },
  {
    name: 'danger-accept-any-credentials',
    heading: 'Operation',
    conflicts: ['credentials'],
    help: 'For tests: every caller is an administrator, with any signature or none; loopback addresses only',
  },
];

const PASSPHRASE_FILE = { name: 'passphrase-file', value: 'FILE', parse: path };

/**
 * The sub-commands. Each takes one file. `flags` are its own; of each list in `oneOf` one flag must be given.
 * `flagsOfTheServer` are those that only the Rust server has.
 */
const COMMANDS = [
  {
    name: 'export',
    about: 'Write pools with everything in them to FILE, also while the server runs',
    file: 'Where the export goes; must not exist; `-` is standard output',
    flags: [
      { name: 'pool', value: 'ID', parse: String, conflicts: ['all'], help: 'The pool to export' },
      { name: 'all', help: 'Export all pools' },
      { ...PASSPHRASE_FILE, conflicts: ['plain'], help: 'Seal the secrets with the passphrase in this file' },
      {
        name: 'plain',
        help: 'Write the secrets as they are: whoever reads the export can sign tokens and guess passwords',
      },
    ],
    oneOf: [
      ['pool', 'all'],
      ['passphrase-file', 'plain'],
    ],
    flagsOfTheServer: [],
  },
  {
    name: 'import',
    about: 'Read pools from FILE: an export, or a file of short lines',
    file: 'An export, or a file of short lines',
    flags: [
      { name: 'dry-run', help: 'Read and check the whole file, and write nothing' },
      {
        name: 'keep',
        help: 'Leave what exists as it is, and add what is missing, instead of refusing a pool that exists',
      },
      { ...PASSPHRASE_FILE, help: 'The passphrase with which the secrets of the file are sealed' },
    ],
    oneOf: [],
    flagsOfTheServer: ['from', 'pool', 'mapping'],
  },
];

/** The flags that only the Rust server has. */
const FLAGS_OF_THE_SERVER = [
  'tls-cert',
  'tls-key',
  'messages',
  'messages-rotate',
  'smtp-url',
  'smtp-password-file',
  'smtp-from',
  'danger-smtp-without-tls',
  'sms-webhook',
  'sms-webhook-token-file',
  'print-codes',
  'extra-ca',
  'lambda-endpoint',
  'lambda-map',
  'danger-plain-http',
  'connections-per-peer',
  'rate-per-peer',
  'rate-per-client',
  'service-quotas',
  'trusted-proxy',
  'compromised-passwords',
  'audit-log',
  'allow-private-providers',
  'danger-trust-network',
  'migrate-from',
  'migrate-client-secret-file',
  'migrate-endpoint',
  'inbox',
];

/** The sub-commands that only the Rust server has. */
const COMMANDS_OF_THE_SERVER = ['backup', 'check', 'outputs', 'rekey', 'rotate-keys'];

const OTHER_NAMES = {
  port: 'there is no --port: give --listen 127.0.0.1:PORT, or --listen 0.0.0.0:PORT for every address (see --help)',
  host: 'there is no such flag: give --listen ADDRESS:PORT (see --help)',
};

/** A flag or a variable is wrong. The message is one line. */
class Refused extends Error {}

/**
 * Reads the command line and the environment. Returns `{ options }`, the `{ text }` of `--help` or `--version`, or one line that
 * says what is wrong, `{ refused }`.
 *
 * `options.given` has the names of the flags that were given, and `options.command` is `{ name, file }` with the values of the
 * flags of a sub-command, or undefined.
 */
export function parsed(words, environment, version) {
  try {
    const { texts, command, file } = onTheCommandLine(words);
    if (texts.has('help')) return { text: command === undefined ? helpText() : helpTextOf(command) };
    if (texts.has('version')) return { text: `userpool ${version}\n` };
    const own = command?.flags.filter(({ name }) => texts.has(name)).map(({ name }) => [name, texts.get(name)]);
    for (const [name] of own ?? []) texts.delete(name);
    addVariables(texts, environment);
    const options = checked(texts);
    if (command === undefined) return { options };
    return { options: { ...options, command: checkedCommand(command, file, new Map(own), options) } };
  } catch (error) {
    if (error instanceof Refused) return { refused: error.message };
    throw error;
  }
}

/** The line, with the flag whose file it names, if any. */
export function withFlag(line, options) {
  const named = ({ name }) => [options[name], resolve(options[name])].some((file) => contains(line, file));
  const files = FLAGS.filter(({ name, parse }) => parse === path && options[name] !== undefined);
  // The longest matching path is the most exact one.
  const [found] = files.filter(named).sort((one, other) => options[other.name].length - options[one.name].length);
  return found === undefined || line.includes(`--${found.name}`) ? line : `${line} (--${found.name})`;
}

/** Whether the line contains this whole path, not only a longer path that contains it. */
function contains(line, file) {
  const isPart = /[\p{L}\p{N}/._-]/u;
  for (let at = line.indexOf(file); at >= 0; at = line.indexOf(file, at + 1)) {
    const [before, after] = [line[at - 1] ?? ' ', line[at + file.length] ?? ' '];
    if (!isPart.test(before) && !isPart.test(after)) return true;
  }
  return false;
}

/**
 * The texts of the flags on the command line, the sub-command and its file: `{ texts, command, file }`. `help` and `version` end
 * it.
 */
function onTheCommandLine(words) {
  const texts = new Map();
  let command;
  let file;
  for (let at = 0; at < words.length; at += 1) {
    const [, name, given] = /^--([^=]+)(?:=(.*))?$/s.exec(words[at]) ?? [];
    if (words[at] === '-h' || name === 'help') return { texts: new Map([['help', '']]), command };
    if (command === undefined && (words[at] === '-V' || name === 'version')) return { texts: new Map([['version', '']]) };
    if (isFile(words[at])) {
      if (command === undefined) {
        command = COMMANDS.find((each) => each.name === words[at]);
        if (command === undefined) throw new Refused(unknown(words[at], name));
      } else if (file === undefined) {
        file = words[at];
      } else {
        throw new Refused(unknown(words[at], name, command));
      }
      continue;
    }
    const flag = flagsOf(command).find((each) => each.name === name);
    if (flag === undefined) throw new Refused(unknown(words[at], name, command));
    if (texts.has(name)) throw new Refused(`the argument '${shown(flag)}' cannot be used multiple times (see --help)`);
    if (flag.value === undefined) {
      if (given !== undefined) {
        throw new Refused(`unexpected value '${given}' for '${shown(flag)}' found; no more were expected (see --help)`);
      }
      texts.set(name, 'true');
      continue;
    }
    const text = given ?? words[at + 1];
    if (text === undefined || (given === undefined && text.startsWith('-'))) {
      throw new Refused(`a value is required for '${shown(flag)}' but none was supplied (see --help)`);
    }
    texts.set(name, text);
    if (given === undefined) at += 1;
  }
  return { texts, command, file };
}

/** Whether a word is no flag. */
const isFile = (word) => word === '-' || !word.startsWith('-');

/** The flags that can stand here. */
function flagsOf(command) {
  return command === undefined ? FLAGS : [...command.flags, ...FLAGS.filter(({ isGlobal }) => isGlobal)];
}

function unknown(word, name, command) {
  if ((command?.flagsOfTheServer ?? FLAGS_OF_THE_SERVER).includes(name)) {
    return `--${name} is a flag of the Rust server, userpool-server, and this command does not have it (see --help)`;
  }
  if (command === undefined && COMMANDS_OF_THE_SERVER.includes(word)) {
    return `${word} is a command of the Rust server, userpool-server, which can open the same data folder (see --help)`;
  }
  const other = { port: 'port', '-p': 'port', host: 'host', bind: 'host' }[name ?? word];
  return OTHER_NAMES[other] ?? `unexpected argument '${name === undefined ? word : `--${name}`}' found (see --help)`;
}

/** Adds the texts of variables whose flags were not given. */
function addVariables(texts, environment) {
  for (const name of FLAGS_OF_THE_SERVER) {
    const variable = variableOf(name);
    if (environment[variable] !== undefined) {
      throw new Refused(
        `${variable} is a setting of the Rust server, userpool-server, and this command does not have it: unset the variable`,
      );
    }
  }
  for (const { name } of FLAGS) {
    const text = environment[variableOf(name)];
    if (text !== undefined && !texts.has(name)) texts.set(name, text);
  }
}

/** The values of all flags, checked together. */
function checked(texts) {
  const options = valuesOf(FLAGS, texts);
  if (options['danger-accept-any-credentials'] && !isLoopback(options.listen.host)) {
    throw new Refused(
      '--danger-accept-any-credentials makes every caller an administrator, so --listen must be a loopback address',
    );
  }
  return { ...options, given: FLAGS.map(({ name }) => name).filter((name) => texts.has(name) && options[name] !== false) };
}

/** The values of a sub-command's own flags, and its file. */
function checkedCommand({ name, flags, oneOf }, file, texts, options) {
  const values = valuesOf(flags, texts);
  const missing = oneOf.filter((names) => !names.some((each) => texts.has(each)));
  const needed = missing.map(([first]) => shown(flags.find((each) => each.name === first)));
  if (file === undefined) needed.push('<FILE>');
  if (needed.length > 0) {
    throw new Refused(`the following required arguments were not provided: ${needed.join(' ')} (see --help)`);
  }
  if (options.memory) throw new Refused('--memory is for the server: a command works on a data folder');
  return { name, file, ...values };
}

/** The values of these flags. Those that exclude each other are refused. */
function valuesOf(flags, texts) {
  const values = Object.fromEntries(flags.map((flag) => [flag.name, valueOf(flag, texts.get(flag.name))]));
  const isGiven = ({ name }) => texts.has(name) && values[name] !== false;
  for (const flag of flags.filter(isGiven)) {
    const other = flags.find((each) => flag.conflicts?.includes(each.name) && isGiven(each));
    if (other !== undefined) {
      throw new Refused(`the argument '${shown(flag)}' cannot be used with '${shown(other)}' (see --help)`);
    }
  }
  return values;
}

function valueOf(flag, text) {
  const wrong = (why) => new Refused(`invalid value '${text}' for '${shown(flag)}'${why} (see --help)`);
  if (flag.value === undefined) {
    const given = text?.toLowerCase();
    if (['y', 'yes', 't', 'true', 'on', '1'].includes(given)) return true;
    if ([undefined, 'n', 'no', 'f', 'false', 'off', '0'].includes(given)) return false;
    throw wrong(': value was not a boolean');
  }
  const given = text ?? flag.initial;
  if (given === undefined) return undefined;
  if (flag.words !== undefined) {
    if (Object.hasOwn(flag.words, given)) return given;
    throw wrong(` [possible values: ${Object.keys(flag.words).join(', ')}]`);
  }
  try {
    return flag.parse(given);
  } catch (error) {
    throw wrong(`: ${error.message}`);
  }
}

function listenAddress(text) {
  const numeric = text.replace(/^localhost:/, '127.0.0.1:');
  const [, four, six, port] = /^(?:([\d.]+)|\[([^\]%]+)\]):(\d{1,5})$/.exec(numeric) ?? [];
  if ((!isIPv4(four ?? '') && !isIPv6(six ?? '')) || Number(port) > 65535) {
    throw new Error('give a numeric address and a port, as in 127.0.0.1:9229 or [::]:9229');
  }
  return { host: four ?? six, port: Number(port) };
}

function publicUrl(text) {
  const url = text.replace(/\/+$/, '');
  if (!/^https?:\/\/[^/?#]/.test(url) || !URL.canParse(url) || /[?#]/.test(url)) {
    throw new Error('give an https:// or http:// URL without query, as in https://auth.example.com');
  }
  return url;
}

function region(text) {
  // Regions become part of pool ids and host names.
  if (text.length > 32 || !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(text)) throw new Error('give a name like us-east-1');
  return text;
}

function path(text) {
  if (text === '' || text.includes('\0')) throw new Error('give a path');
  return text;
}

export function isLoopback(host) {
  return isIPv4(host) ? host.startsWith('127.') : /^(0{0,4}:){1,7}0{0,3}1$/.test(host);
}

function variableOf(name) {
  return `USERPOOL_${name.toUpperCase().replaceAll('-', '_')}`;
}

function shown({ name, value }) {
  return value === undefined ? `--${name}` : `--${name} <${value}>`;
}

function helpText() {
  const lines = [ABOUT, '', 'Usage: userpool [OPTIONS]', '       userpool [OPTIONS] <COMMAND>', '', 'Commands:'];
  for (const { name, about } of COMMANDS) lines.push(`  ${name}`, `          ${about}`);
  lines.push('', 'Options:', ...HELP, '  -V, --version', '          Print version', ...headings(FLAGS));
  return `${lines.join('\n')}\n\n${AFTER_HELP}`;
}

function helpTextOf({ name, about, file, flags }) {
  const lines = [about, '', `Usage: userpool ${name} [OPTIONS] <FILE>`, '', 'Arguments:', '  <FILE>', `          ${file}`, ''];
  lines.push('Options:', ...flags.flatMap(described), ...HELP, ...headings(FLAGS.filter(({ isGlobal }) => isGlobal)));
  return `${lines.join('\n')}\n`;
}

const HELP = ['  -h, --help', '          Print help'];

/** The lines of flags under their headings. */
function headings(flags) {
  const names = [...new Set(flags.map(({ heading }) => heading))];
  return names.flatMap((name) => ['', `${name}:`, ...flags.filter(({ heading }) => heading === name).flatMap(described)]);
}

function described(flag) {
  const more = flag.heading === undefined ? [] : [`env: ${variableOf(flag.name)}`];
  if (flag.initial !== undefined) more.push(`default: ${flag.initial}`);
  return [
    `      ${shown(flag)}`,
    `          ${[flag.help, ...more.map((each) => `[${each}]`)].join(' ')}`,
    ...Object.entries(flag.words ?? {}).map(([word, meaning]) => `          - ${word}: ${meaning}`),
  ];
}
