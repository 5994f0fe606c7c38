// A pool and an app client for tests. A scene needs a function `call(operation, input)`, which rejects with an error whose `name`
// is the exception, and a function `messages()`, which returns the delivered messages.

import { SrpAttempt } from './srp.js';

export const PASSWORD = 'Correct-Horse9!';

/** A messenger that records messages. */
export class Outbox {
  messages = [];

  async deliver(message) {
    this.messages.push(message);
  }
}

export class Scene {
  constructor(call, messages) {
    this.call = call;
    this.messages = messages;
  }

  /** Creates the pool and a client that allows every flow, with changed settings. */
  async begin({ pool = {}, client = {} } = {}) {
    const { UserPool } = await this.call('CreateUserPool', {
      PoolName: 'test',
      AutoVerifiedAttributes: ['email'],
      ...pool,
    });
    this.pool = UserPool.Id;
    const { UserPoolClient } = await this.call('CreateUserPoolClient', {
      UserPoolId: this.pool,
      ClientName: 'test',
      ExplicitAuthFlows: [
        'ALLOW_USER_SRP_AUTH',
        'ALLOW_USER_PASSWORD_AUTH',
        'ALLOW_ADMIN_USER_PASSWORD_AUTH',
        'ALLOW_REFRESH_TOKEN_AUTH',
      ],
      ...client,
    });
    this.client = UserPoolClient.ClientId;
    return this;
  }

  signUp(name, password = PASSWORD) {
    return this.call('SignUp', {
      ClientId: this.client,
      Username: name,
      Password: password,
      UserAttributes: [{ Name: 'email', Value: `${name}@example.com` }],
    });
  }

  async confirm(name, code) {
    const sent = async () => (await this.messages()).findLast(({ username }) => username === name).code;
    return this.call('ConfirmSignUp', {
      ClientId: this.client,
      Username: name,
      ConfirmationCode: code ?? (await sent()),
    });
  }

  async confirmed(name) {
    await this.signUp(name);
    await this.confirm(name);
    return this;
  }

  async signIn(name, password = PASSWORD) {
    const answer = await this.call('InitiateAuth', {
      AuthFlow: 'USER_PASSWORD_AUTH',
      ClientId: this.client,
      AuthParameters: { USERNAME: name, PASSWORD: password },
    });
    return answer.AuthenticationResult;
  }

  srpAttempt(name, password = PASSWORD) {
    return new SrpAttempt(this.pool.split('_')[1], name, password);
  }

  initiateSrp(name, srp) {
    return this.call('InitiateAuth', {
      AuthFlow: 'USER_SRP_AUTH',
      ClientId: this.client,
      AuthParameters: { USERNAME: name, SRP_A: srp.A },
    });
  }

  async signInBySrp(name, password = PASSWORD) {
    const srp = this.srpAttempt(name, password);
    const { ChallengeName, ChallengeParameters } = await this.initiateSrp(name, srp);
    const answer = await this.call('RespondToAuthChallenge', {
      ChallengeName,
      ClientId: this.client,
      ChallengeResponses: { USERNAME: name, ...(await srp.answer(ChallengeParameters)) },
    });
    return answer.AuthenticationResult;
  }

  async users() {
    const users = [];
    let PaginationToken;
    do {
      const page = await this.call('ListUsers', { UserPoolId: this.pool, PaginationToken });
      users.push(...page.Users);
      PaginationToken = page.PaginationToken;
    } while (PaginationToken !== undefined);
    return users;
  }
}
