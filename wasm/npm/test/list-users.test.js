// Ten thousand users in D1: pages without gaps, and filters compared with a search through all users.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { D1Store } from '../d1.js';
import { MemoryStore } from '../memory.js';
import { Engine } from '../node.js';
import { quantile, record } from './support/figures.js';
import { Api } from './support/miniflare.js';
import { Outbox, PASSWORD, Scene } from './support/scene.js';

const USERS = 10_000;

/** How many users are made in the Worker itself. */
const MADE_IN_PLACE = 100;

const TRIPS_MAX = 3;

/** Users need no password, so that making ten thousand of them needs no SRP arithmetic. */
const POOL = {
  Policies: { SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD', 'EMAIL_OTP'] } },
  EmailConfiguration: {
    EmailSendingAccount: 'DEVELOPER',
    SourceArn: 'arn:aws:ses:us-east-1:123456789012:identity/pool@example.com',
  },
};

const GIVEN = ['Ana', 'Anabel', 'Ben', 'Zoë', 'Zo', '李', '李娜', 'O"Neil', 'back\\slash', '🐙', 'ÿ'];
const FAMILY = ['Re', 'Reed', 'Reeds', 'reed', 'Abreu', 'de Vries', 'Zuse'];

/** The users of the pool. */
const people = Array.from({ length: USERS }, (_, index) => {
  const attributes = {
    email: `${index % 7 === 0 ? 'seven' : 'user'}-${index}@example.com`,
    name: `${GIVEN[index % GIVEN.length]} ${FAMILY[index % FAMILY.length]} ${index % 100}`,
  };
  if (index % 4 === 0) attributes.given_name = GIVEN[index % GIVEN.length];
  if (index % 3 === 0) attributes.family_name = FAMILY[index % FAMILY.length];
  if (index % 5 === 0) attributes.phone_number = `+1${String(2_065_550_000 + index)}`;
  if (index % 50 === 0) attributes.preferred_username = `p-${index}`;
  // Some have a password that they must change, and so another status.
  return { username: `name-${index}`, attributes, temporary: index % 250 === 0, disabled: index % 40 === 1 };
});

let api;
let scene;

before(async () => {
  api = await Api.start('d1');
  await fill();
});
after(() => api.dispose());

/** An engine on a store in memory makes most of the users; its records are then committed to D1. */
async function fill() {
  const records = new Map();
  const memory = new MemoryStore();
  const storage = {
    get: (...given) => memory.get(...given),
    scan: (...given) => memory.scan(...given),
    async commit(batch) {
      if (!(await memory.commit(batch))) return false;
      const { partition, puts, deletes } = batch;
      if (!records.has(partition)) records.set(partition, new Map());
      for (const put of puts) records.get(partition).set(put.key, put);
      for (const key of deletes) records.get(partition).delete(key);
      return true;
    },
  };
  const engine = new Engine({ storage, messenger: new Outbox(), masterKeys: [new Uint8Array(32).fill(7)] });
  scene = await new Scene((...given) => engine.call(...given), api.messages).begin({ pool: POOL });
  for (const person of people.slice(0, -MADE_IN_PLACE)) await create(person);

  const store = new D1Store(await api.miniflare.getD1Database('DB'));
  for (const [partition, ofPartition] of records) {
    const puts = [...ofPartition.values()];
    for (let at = 0; at < puts.length; at += 2000) {
      assert.ok(await store.commit({ partition, checks: [], puts: puts.slice(at, at + 2000), deletes: [] }));
    }
  }
  scene.call = api.call;
  for (const person of people.slice(-MADE_IN_PLACE)) await create(person);
}

async function create({ username, attributes, temporary, disabled }) {
  await scene.call('AdminCreateUser', {
    UserPoolId: scene.pool,
    Username: username,
    UserAttributes: Object.entries(attributes).map(([Name, Value]) => ({ Name, Value })),
    ...(temporary && { TemporaryPassword: PASSWORD, MessageAction: 'SUPPRESS' }),
  });
  if (disabled) await scene.call('AdminDisableUser', { UserPoolId: scene.pool, Username: username });
}

/** All pages of a list, and the time of each. */
async function pagesOf(input) {
  const [users, times] = [[], []];
  let PaginationToken;
  do {
    const begun = performance.now();
    const page = await scene.call('ListUsers', { UserPoolId: scene.pool, ...input, PaginationToken });
    times.push(performance.now() - begun);
    const trips = api.trips.reads + api.trips.writes;
    assert.ok(trips <= TRIPS_MAX, `${trips} round trips for a page of ${JSON.stringify(input)}`);
    users.push(...page.Users);
    PaginationToken = page.PaginationToken;
  } while (PaginationToken !== undefined);
  return { users, times };
}

const namesOf = (users) => users.map(({ Username }) => Username);
const attributeOf = ({ Attributes }, name) => Attributes.find(({ Name }) => Name === name)?.Value;
const millis = (number) => Math.round(number * 10) / 10;

test('pages of ten thousand users join without gaps and repetitions, in the order of creation', async (context) => {
  const { users, times } = await pagesOf({});
  assert.equal(times.length, Math.ceil(USERS / 60));
  // Users that were created in the same millisecond have no order.
  const dates = users.map(({ UserCreateDate }) => UserCreateDate);
  assert.deepEqual(
    dates,
    [...dates].sort((one, other) => one - other),
  );
  assert.deepEqual(namesOf(users).sort(), people.map(({ username }) => username).sort());
  for (const user of users) {
    const { attributes, disabled } = people[Number(user.Username.slice('name-'.length))];
    assert.equal(user.Enabled, !disabled);
    for (const [name, value] of Object.entries(attributes)) assert.equal(attributeOf(user, name), value);
  }
  const { UserPool } = await scene.call('DescribeUserPool', { UserPoolId: scene.pool });
  assert.equal(UserPool.EstimatedNumberOfUsers, USERS);
  const figures = { pages: times.length, median: millis(quantile(times, 0.5)), p95: millis(quantile(times, 0.95)) };
  record('list-users', figures);
  context.diagnostic(`ListUsers, 60 of ${USERS} users, D1: ${JSON.stringify(figures)} ms`);
});

test('pages of any size have no gaps', async () => {
  const Filter = 'phone_number ^= "+12065550"';
  const expected = namesOf((await pagesOf({ Filter })).users);
  assert.equal(expected.length, 200);
  for (const Limit of [1, 7, 59]) {
    assert.deepEqual(namesOf((await pagesOf({ Filter, Limit })).users), expected, `pages of ${Limit}`);
  }
});

test('every form of filter finds the same users as a search through all of them', async (context) => {
  const all = (await pagesOf({})).users;
  const valueOf = (user, attribute) => {
    if (attribute === 'username') return user.Username;
    if (attribute === 'cognito:user_status') return user.UserStatus;
    if (attribute === 'status') return user.Enabled ? 'Enabled' : 'Disabled';
    return attributeOf(user, attribute);
  };
  const sub = attributeOf(all[4321], 'sub');
  const values = {
    username: ['name-1', 'name-99', 'name-9999', 'name-10000', 'n'.repeat(128), 'zzz'],
    email: ['seven-7@example.com', 'seven-7', 'user-99', 'seven', 'nobody@example.com'],
    phone_number: ['+12065550005', '+120655599', '+1207', 'x'],
    name: ['Zo ', 'O"Neil Reed', '🐙 de', 'Ana Re 0', 'Ana Re 1', '%', '_'],
    given_name: GIVEN,
    family_name: [...FAMILY, 'R', 'REED'],
    preferred_username: ['p-50', 'p-5', 'q'],
    'cognito:user_status': ['FORCE_CHANGE_PASSWORD', 'FORCE', 'UNCONFIRMED'],
    status: ['Disabled', 'Dis', 'enabled'],
    sub: [sub, sub.slice(0, 2), sub.slice(0, 9), sub.slice(0, -1)],
  };
  const quoted = (value) => `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
  const times = [];
  let found = 0;
  for (const [attribute, candidates] of Object.entries(values)) {
    for (const value of candidates) {
      for (const [operator, holds] of [
        ['=', (of) => of === value],
        ['^=', (of) => of.startsWith(value)],
      ]) {
        const isWanted = (user) => {
          const of = valueOf(user, attribute);
          return of !== undefined && holds(of);
        };
        const expected = namesOf(all.filter(isWanted)).sort();
        const Filter = `${attribute} ${operator} ${quoted(value)}`;
        const answer = await pagesOf({ Filter });
        assert.deepEqual(namesOf(answer.users).sort(), expected, Filter);
        times.push(...answer.times);
        found += expected.length;
      }
    }
  }
  assert.ok(found > USERS, 'the filters find users');
  const figures = { pages: times.length, median: millis(quantile(times, 0.5)), p95: millis(quantile(times, 0.95)) };
  record('list-users-filtered', figures);
  context.diagnostic(`ListUsers with a filter, ${USERS} users, D1: ${JSON.stringify(figures)} ms`);
});

test('an invalid filter is refused at low cost', async () => {
  for (const Filter of ['custom:team = "a"', 'email ~ "a"', 'email = a', '= "a"']) {
    await assert.rejects(scene.call('ListUsers', { UserPoolId: scene.pool, Filter }), {
      name: 'InvalidParameterException',
    });
  }
});
