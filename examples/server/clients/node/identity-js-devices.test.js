// amazon-cognito-identity-js: devices. The library confirms a new device by itself, stores its key and password in the browser's
// storage, and uses them at the next sign-in.

import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { SENDERS, randomPhone, secondFactors } from "./factors.js";
import {
  INCORRECT,
  WebStorage,
  answered,
  browser,
  called,
  person,
  refusal,
  sendCode,
  signIn,
} from "./identity.js";
import { admin, claims, lastCode, messages, pool as newPool, region, values } from "./world.js";

const SRP = "USER_SRP_AUTH";
const NO_DEVICE = refusal("ResourceNotFoundException", "Device does not exist.");
const NO_REFRESH = { name: "NotAuthorizedException", message: "Invalid Refresh Token." };

/** A pool with optional text messages as second factor, which tracks devices. */
async function tracking(DeviceConfiguration) {
  const pool = await newPool({ ...SENDERS, DeviceConfiguration });
  await secondFactors(pool, "OPTIONAL", "SMS_MFA");
  return { pool, app: await pool.app() };
}

/** Signs in with a code by text message. Resolves to the arguments of `onSuccess`. */
async function byTextMessage(user, phone) {
  const count = (await messages(phone)).length;
  const asked = await signIn(user);
  assert.ok(asked.mfaRequired, `asked for ${Object.keys(asked)}`);
  const { success } = await sendCode(user, await lastCode(phone, count + 1));
  return [success].flat();
}

/** A user whose sign-ins need a text message, in a new browser. */
class Ana {
  static async of({ pool, app }) {
    const ana = new Ana();
    ana.phone = randomPhone();
    ana.username = await pool.user({ phone_number: ana.phone });
    await admin.adminSetUserMFAPreference({
      UserPoolId: pool.id,
      Username: ana.username,
      SMSMfaSettings: { Enabled: true, PreferredMfa: true },
    });
    return Object.assign(ana, { pool, app, storage: new WebStorage() });
  }

  /**
   * The same browser after a restart, with only its storage. Signs in by password unless SRP is tested, since the library's SRP is
   * slow.
   */
  returning(flow = "USER_PASSWORD_AUTH") {
    const user = person(this.username, browser(this.pool, this.app, this.storage));
    user.setAuthenticationFlowType(flow);
    return user;
  }

  /** The device data that the library has stored. */
  stored(name) {
    return this.storage.getItem(`CognitoIdentityServiceProvider.${this.app}.${this.username}.${name}`);
  }

  /** Signs in for the first time in this browser. */
  async arrived(flow) {
    const user = this.returning(flow);
    const [session, confirmation] = await byTextMessage(user, this.phone);
    return { user, session, confirmation };
  }

  refresh(session, DEVICE_KEY) {
    return admin.initiateAuth({
      ClientId: this.app,
      AuthFlow: "REFRESH_TOKEN_AUTH",
      AuthParameters: {
        REFRESH_TOKEN: session.getRefreshToken().getToken(),
        ...(DEVICE_KEY && { DEVICE_KEY }),
      },
    });
  }
}

describe("amazon-cognito-identity-js, a pool that remembers every device", () => {
  let world;

  before(async () => {
    world = await tracking({ ChallengeRequiredOnNewDevice: true, DeviceOnlyRememberedOnUserPrompt: false });
  });

  it("confirms a new device by itself and stores its password", async () => {
    const ana = await Ana.of(world);
    const { session, confirmation } = await ana.arrived(SRP);
    assert.equal(confirmation, undefined);
    assert.match(ana.stored("deviceKey"), new RegExp(`^${region}_[0-9a-f-]{36}$`));
    assert.equal(session.getAccessToken().payload.device_key, ana.stored("deviceKey"));
    assert.ok(ana.stored("deviceGroupKey"));
    assert.ok(ana.stored("randomPasswordKey"));
  });

  it("uses the device at the next sign-in and needs no text message", async () => {
    const ana = await Ana.of(world);
    await ana.arrived();
    const key = ana.stored("deviceKey");

    for (const flow of [SRP, "USER_PASSWORD_AUTH"]) {
      const { success: session } = await signIn(ana.returning(flow));
      assert.ok(session.isValid());
      assert.equal(session.getAccessToken().payload.device_key, key);
    }

    assert.equal((await messages(ana.phone)).length, 1);
    assert.equal(ana.stored("deviceKey"), key);
  });

  it("uses the device in repeated sign-ins with other random numbers", async () => {
    const ana = await Ana.of(world);
    await ana.arrived();
    for (let time = 0; time < 4; time += 1) {
      assert.ok((await signIn(ana.returning())).success);
    }
  });

  it("needs a text message in a new browser", async () => {
    const ana = await Ana.of(world);
    await ana.arrived();
    const first = ana.stored("deviceKey");
    ana.storage = new WebStorage();
    await ana.arrived();
    assert.notEqual(ana.stored("deviceKey"), first);
  });

  it("is refused with a wrong device password", async () => {
    const ana = await Ana.of(world);
    await ana.arrived();
    const name = `CognitoIdentityServiceProvider.${ana.app}.${ana.username}.randomPasswordKey`;
    ana.storage.setItem(name, Buffer.from("of another device").toString("base64"));
    await assert.rejects(signIn(ana.returning()), INCORRECT);
  });

  it("reads and lists devices", async () => {
    const ana = await Ana.of(world);
    const { user } = await ana.arrived();
    const { success } = await answered(user, "getDevice");
    const { Device } = success;
    assert.equal(Device.DeviceKey, ana.stored("deviceKey"));
    const { device_status, device_name } = values(Device.DeviceAttributes);
    assert.equal(device_status, "valid");
    // The library uses its own name as the name of the device.
    assert.ok(device_name);

    ana.storage = new WebStorage();
    const { user: other } = await ana.arrived();
    const { success: listed } = await answered(other, "listDevices", 10, null);
    assert.deepEqual(
      listed.Devices.map(({ DeviceKey }) => DeviceKey).sort(),
      [Device.DeviceKey, ana.stored("deviceKey")].sort(),
    );
    const { success: page } = await answered(other, "listDevices", 1, null);
    assert.equal(page.Devices.length, 1);
    const { success: rest } = await answered(other, "listDevices", 1, page.PaginationToken);
    assert.notEqual(rest.Devices[0].DeviceKey, page.Devices[0].DeviceKey);
  });

  it("forgets its device and gets a new one at the next sign-in", async () => {
    const ana = await Ana.of(world);
    const { user } = await ana.arrived();
    const key = ana.stored("deviceKey");
    assert.deepEqual(await answered(user, "forgetDevice"), { success: "SUCCESS" });
    assert.equal(ana.stored("deviceKey"), null);
    await assert.rejects(answered(user, "forgetSpecificDevice", key), NO_DEVICE);

    await ana.arrived();
    assert.notEqual(ana.stored("deviceKey"), key);
  });

  it("signs in when the administrator has forgotten its device", async () => {
    const ana = await Ana.of(world);
    await ana.arrived();
    const key = ana.stored("deviceKey");
    await admin.adminForgetDevice({ UserPoolId: ana.pool.id, Username: ana.username, DeviceKey: key });

    // The library gets the error that the device does not exist, and repeats the same answer without it.
    await ana.arrived(SRP);
    assert.notEqual(ana.stored("deviceKey"), key);
  });

  it("refreshes only with its device key", async () => {
    const ana = await Ana.of(world);
    const { user, session } = await ana.arrived();
    const refreshed = await called(user, "refreshSession", session.getRefreshToken());
    assert.ok(refreshed.isValid());
    assert.equal(refreshed.getAccessToken().payload.device_key, ana.stored("deviceKey"));

    await assert.rejects(ana.refresh(session), NO_REFRESH);
    const other = await Ana.of(world);
    await other.arrived();
    await assert.rejects(ana.refresh(session, other.stored("deviceKey")), NO_REFRESH);

    const key = ana.stored("deviceKey");
    assert.ok((await ana.refresh(session, key)).AuthenticationResult.AccessToken);
    await answered(user, "forgetDevice");
    await assert.rejects(ana.refresh(session, key), NO_REFRESH);
  });

  it("refreshes a session that began with the device", async () => {
    const ana = await Ana.of(world);
    await ana.arrived();
    const user = ana.returning();
    const { success: session } = await signIn(user);
    const refreshed = await called(user, "refreshSession", session.getRefreshToken());
    assert.equal(claims(refreshed.getIdToken().getJwtToken()).token_use, "id");
  });
});

describe("amazon-cognito-identity-js, a pool whose users choose", () => {
  let world;

  before(async () => {
    world = await tracking({ ChallengeRequiredOnNewDevice: true, DeviceOnlyRememberedOnUserPrompt: true });
  });

  it("reports that the user must choose, and needs text messages until then", async () => {
    const ana = await Ana.of(world);
    const { confirmation } = await ana.arrived();
    assert.equal(confirmation, true);
    const key = ana.stored("deviceKey");

    const [session] = await byTextMessage(ana.returning(SRP), ana.phone);

    assert.equal(ana.stored("deviceKey"), key);
    assert.equal(session.getAccessToken().payload.device_key, key);
  });

  it("uses a device while the user wants it remembered", async () => {
    const ana = await Ana.of(world);
    const { user } = await ana.arrived();
    assert.deepEqual(await answered(user, "setDeviceStatusRemembered"), { success: "SUCCESS" });

    const remembered = ana.returning(SRP);
    assert.ok((await signIn(remembered)).success.isValid());
    assert.equal((await messages(ana.phone)).length, 1);

    assert.deepEqual(await answered(remembered, "setDeviceStatusNotRemembered"), { success: "SUCCESS" });
    await byTextMessage(ana.returning(), ana.phone);
    assert.equal((await messages(ana.phone)).length, 2);
  });
});

describe("amazon-cognito-identity-js, a pool that only tracks devices", () => {
  it("needs text messages on every device", async () => {
    const world = await tracking({
      ChallengeRequiredOnNewDevice: false,
      DeviceOnlyRememberedOnUserPrompt: false,
    });
    const ana = await Ana.of(world);
    await ana.arrived();
    await byTextMessage(ana.returning(), ana.phone);
    const user = ana.returning();
    await byTextMessage(user, ana.phone);
    const { success } = await answered(user, "listDevices", 10, null);
    assert.equal(success.Devices.length, 1);
  });
});
