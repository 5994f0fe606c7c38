// Messengers that fail and functions that return wrong results: the caller gets an error, the log has the cause, and nothing
// wrong is stored.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { MemoryStore } from '../memory.js';
import { CognitoError, Engine, FunctionNotCallable, MessageNotDelivered } from '../node.js';
import { Said } from './support/console.js';
import { Api } from './support/miniflare.js';
import { Outbox, PASSWORD, Scene } from './support/scene.js';

const FUNCTION = 'arn:aws:lambda:us-east-1:123456789012:function:judge';

async function world({ options, pool, client } = {}) {
  const outbox = new Outbox();
  const masterKeys = [new Uint8Array(32).fill(5)];
  const engine = new Engine({ storage: new MemoryStore(), messenger: outbox, masterKeys, ...options });
  const scene = new Scene(
    (...given) => engine.call(...given),
    () => outbox.messages,
  );
  return scene.begin({ pool, client });
}

const refusal = (name) => (error) => {
  assert.ok(error instanceof CognitoError, String(error));
  assert.equal(error.name, name, error.message);
  return true;
};

test('after a failed delivery the user exists and can request another code', async (context) => {
  const said = new Said(context);
  const sent = [];
  let fault;
  const messenger = {
    deliver(message) {
      sent.push(message);
      return fault?.(message);
    },
  };
  const scene = await world({ options: { messenger } });
  const faults = [
    () => {
      throw new TypeError('no line');
    },
    () => Promise.reject(new Error('no line')),
    () => Promise.reject('no line'),
    () => Promise.reject(),
    // Mailers often repeat the message that they could not send.
    ({ body }) => Promise.reject(new Error(`no line for: ${body}`)),
    ({ code }) => Promise.reject(new Error(`could not send ${code}`)),
    ({ body }) => Promise.reject(new RangeError(`no line for: ${btoa(encodeURIComponent(body))}`)),
  ];
  for (const [index, each] of faults.entries()) {
    const name = `user-${index}`;
    fault = each;
    await assert.rejects(scene.signUp(name), (error) => {
      assert.match(error.message, /The message could not be delivered\./);
      return refusal('CodeDeliveryFailureException')(error);
    });
    const user = await scene.call('AdminGetUser', { UserPoolId: scene.pool, Username: name });
    assert.equal(user.UserStatus, 'UNCONFIRMED');
    fault = undefined;
    await scene.call('ResendConfirmationCode', { ClientId: scene.client, Username: name });
    await scene.confirm(name, sent.at(-1).code);
    assert.ok((await scene.signIn(name)).AccessToken);
  }
  said.assertSaid(/deliver: RangeError/);
  said.assertNothing(
    PASSWORD,
    'no line',
    sent.map(({ code }) => code),
  );
});

test('the caller sees the message of a MessageNotDelivered', async (context) => {
  const said = new Said(context);
  const messenger = { deliver: () => Promise.reject(new MessageNotDelivered('That number has no line.')) };
  const scene = await world({ options: { messenger } });
  await assert.rejects(scene.signUp('ana'), (error) => {
    assert.match(error.message, /That number has no line\./);
    return refusal('CodeDeliveryFailureException')(error);
  });
  said.assertSaid(/deliver: MessageNotDelivered/);
});

test('the return value of a messenger does not matter', async () => {
  for (const answer of [undefined, null, false, 'sent', Promise.resolve({})]) {
    const outbox = new Outbox();
    const messenger = { deliver: (message) => (outbox.deliver(message), answer) };
    const scene = await world({ options: { messenger } });
    await scene.signUp('ana');
    await scene.confirm('ana', outbox.messages.at(-1).code);
  }
});

test('without a messenger operations that send a code are refused', async () => {
  const scene = await world({ options: { messenger: undefined } });
  await assert.rejects(scene.signUp('ana'), refusal('CodeDeliveryFailureException'));
});

/** What a function may throw, and the error that the caller gets. */
const THROWN = [
  [new Error('not today'), 'UserLambdaValidationException', /not today/],
  ['just a text', 'UserLambdaValidationException', /just a text/],
  [undefined, 'UserLambdaValidationException', /undefined/],
  [null, 'UserLambdaValidationException', /null/],
  [new FunctionNotCallable('ServiceException'), 'UnexpectedLambdaException', /ServiceException/],
];

const circular = { response: {} };
circular.response.self = circular;

const GARBAGE = [
  undefined,
  null,
  true,
  7,
  'text',
  '{"response":{}}',
  [],
  {},
  { response: {} },
  (event) => ({ ...event, response: null }),
  (event) => ({ ...event, response: [] }),
  (event) => ({ ...event, response: 'yes' }),
  (event) => ({ ...event, response: { autoConfirmUser: 'yes' } }),
  (event) => ({ ...event, response: { autoConfirmUser: [true] } }),
  (event) => ({ ...event, userPoolId: 'us-east-1_another' }),
  (event) => ({ ...event, triggerSource: 'PostConfirmation_ConfirmSignUp' }),
  (event) => JSON.stringify(event),
  circular,
  { response: { autoConfirmUser: 1n } },
  () => () => {},
  {
    toJSON() {
      throw new Error('not today');
    },
  },
];

test('a function that throws or returns a wrong result refuses the sign-up, and nothing is stored', async (context) => {
  const said = new Said(context);
  let invoke;
  const triggers = { invoke: (name, event) => invoke(name, event) };
  const scene = await world({ options: { triggers }, pool: { LambdaConfig: { PreSignUp: FUNCTION } } });
  const untouched = async () => assert.deepEqual(await scene.users(), []);

  for (const [thrown, name, message] of THROWN) {
    for (const fail of [
      () => {
        throw thrown;
      },
      () => Promise.reject(thrown),
    ]) {
      invoke = fail;
      await assert.rejects(scene.signUp('ana'), (error) => refusal(name)(error) && message.test(error.message));
      await untouched();
    }
  }
  for (const garbage of GARBAGE) {
    invoke = async (_, event) => (typeof garbage === 'function' ? garbage(event) : garbage);
    await assert.rejects(scene.signUp('ana'), (error) => {
      assert.match(error.name, /^(InvalidLambdaResponseException|UserLambdaValidationException)$/);
      return refusal(error.name)(error);
    });
    await untouched();
  }
  assert.deepEqual(scene.messages(), []);

  invoke = async (name, event) => {
    assert.equal(name, FUNCTION);
    assert.equal(event.triggerSource, 'PreSignUp_SignUp');
    event.response.autoConfirmUser = true;
    return event;
  };
  await scene.signUp('ana');
  assert.ok((await scene.signIn('ana')).AccessToken);
  said.assertNothing(PASSWORD);
});

test('a password in the error of a function is not logged', async (context) => {
  const said = new Said(context);
  const triggers = {
    async invoke(_, event) {
      throw new Error(`unknown: ${JSON.stringify(event.request)}`);
    },
  };
  const scene = await world({ options: { triggers }, pool: { LambdaConfig: { UserMigration: FUNCTION } } });
  await assert.rejects(scene.signIn('stranger'), CognitoError);
  said.assertNothing(PASSWORD);
});

test('when a function after the commit fails, the caller gets an error and the commit is not undone', async () => {
  let fault;
  const triggers = {
    async invoke(_, event) {
      if (fault !== undefined) throw fault;
      return event;
    },
  };
  const scene = await world({ options: { triggers }, pool: { LambdaConfig: { PostConfirmation: FUNCTION } } });
  await scene.signUp('ana');
  fault = new Error('not today');
  await assert.rejects(scene.confirm('ana'), refusal('UserLambdaValidationException'));
  fault = undefined;
  assert.ok((await scene.signIn('ana')).AccessToken);
});

test('without triggers a pool that names a function refuses the operations that would call it', async () => {
  const scene = await world({ pool: { LambdaConfig: { PreSignUp: FUNCTION } } });
  await assert.rejects(scene.signUp('ana'), refusal('UnexpectedLambdaException'));
  assert.deepEqual(await scene.users(), []);
});

test('an unknown operation and input of a wrong type are refused', async () => {
  const scene = await world();
  await assert.rejects(scene.call('NoSuchOperation', {}), refusal('UnknownOperationException'));
  await assert.rejects(scene.call('__proto__', {}), refusal('UnknownOperationException'));
  for (const input of [null, [], 'text', 7, true]) {
    await assert.rejects(scene.call('SignUp', input), refusal('SerializationException'));
  }
});

test('a database without its tables is an internal error, and the log names the tables', async () => {
  const lines = [];
  const api = await Api.start('d1', {
    migrated: true,
    handleRuntimeStdio(stdout, stderr) {
      for (const stream of [stdout, stderr]) stream.on('data', (chunk) => lines.push(String(chunk)));
    },
  });
  try {
    const scene = Object.assign(new Scene(api.call, api.messages), { client: 'a'.repeat(26) });
    await assert.rejects(scene.signIn('ana'), { name: 'InternalErrorException' });
    // The lines pass through a pipe, so the answer may arrive before them.
    for (let time = 0; time < 500 && !lines.join('').includes('userpool_records'); time += 1) await sleep(20);
  } finally {
    await api.dispose();
  }
  const said = lines.join('');
  assert.match(said, /no such table: userpool_records/);
  assert.ok(!said.includes(PASSWORD));
});
