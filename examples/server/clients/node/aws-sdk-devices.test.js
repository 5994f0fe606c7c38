// The AWS SDK for JavaScript: the operations on devices. The tests of Amplify cover sign-in with a device.

import assert from "node:assert/strict";
import { randomBytes, randomUUID } from "node:crypto";
import { before, describe, it } from "node:test";
import {
  DeviceKeyExistsException,
  NotAuthorizedException,
  ResourceNotFoundException,
} from "@aws-sdk/client-cognito-identity-provider";
import { refusal, visitor } from "./sdk.js";
import { PASSWORD, admin, claims, pool as newPool, region, tokens, values } from "./world.js";

const NO_DEVICE = refusal(ResourceNotFoundException, "Device does not exist.");
const NO_REFRESH = refusal(NotAuthorizedException, "Invalid Refresh Token.");

/** A verifier of the usual size. */
const verifier = () => ({
  Salt: randomBytes(16).toString("base64"),
  PasswordVerifier: randomBytes(383).toString("base64"),
});

describe("the AWS SDK for JavaScript, devices", () => {
  let pool;
  let app;

  /** A pool in which users choose whether a device is remembered, or in which devices are always remembered. */
  const tracking = (DeviceOnlyRememberedOnUserPrompt) =>
    newPool({
      DeviceConfiguration: { ChallengeRequiredOnNewDevice: true, DeviceOnlyRememberedOnUserPrompt },
    });

  before(async () => {
    pool = await tracking(true);
    app = await pool.app();
  });

  /** A user who has signed in on a new device. */
  async function ana(where = { pool, app }) {
    const username = await where.pool.user();
    const issued = await tokens(where.app, username);
    return { username, ...issued, ...issued.NewDeviceMetadata };
  }

  const confirm = ({ AccessToken, DeviceKey }, DeviceName = "Pocket") =>
    visitor.confirmDevice({
      AccessToken,
      DeviceKey,
      DeviceName,
      DeviceSecretVerifierConfig: verifier(),
    });

  const refresh = (RefreshToken, DEVICE_KEY) =>
    visitor.initiateAuth({
      ClientId: app,
      AuthFlow: "REFRESH_TOKEN_AUTH",
      AuthParameters: { REFRESH_TOKEN: RefreshToken, ...(DEVICE_KEY && { DEVICE_KEY }) },
    });

  it("assigns a device to a sign-in without one", async () => {
    const { DeviceKey, DeviceGroupKey, AccessToken } = await ana();
    assert.match(DeviceKey, new RegExp(`^${region}_[0-9a-f-]{36}$`));
    assert.ok(DeviceGroupKey);
    assert.equal(claims(AccessToken).device_key, DeviceKey);
  });

  it("assigns none if devices are not tracked", async () => {
    const untracked = await newPool();
    const { DeviceKey, AccessToken } = await ana({ pool: untracked, app: await untracked.app() });
    assert.deepEqual([DeviceKey, claims(AccessToken).device_key], [undefined, undefined]);
  });

  it("confirms a device once, and leaves the choice to the user", async () => {
    const person = await ana();
    assert.equal((await confirm(person)).UserConfirmationNecessary, true);
    await assert.rejects(confirm(person), DeviceKeyExistsException);
    await assert.rejects(
      confirm({ ...person, DeviceKey: `${region}_${randomUUID()}` }),
      ResourceNotFoundException,
    );
  });

  it("leaves no choice if devices are always remembered", async () => {
    const always = await tracking(false);
    const person = await ana({ pool: always, app: await always.app() });
    assert.equal((await confirm(person)).UserConfirmationNecessary, false);
  });

  it("reads a device, as its user and as the administrator", async () => {
    const person = await ana();
    const { username, AccessToken, DeviceKey } = person;
    await confirm(person, "Ana's pocket");
    const { Device } = await visitor.getDevice({ AccessToken, DeviceKey });
    assert.equal(Device.DeviceKey, DeviceKey);
    const { device_name, device_status } = values(Device.DeviceAttributes);
    assert.deepEqual([device_name, device_status], ["Ana's pocket", "valid"]);
    for (const date of [
      Device.DeviceCreateDate,
      Device.DeviceLastModifiedDate,
      Device.DeviceLastAuthenticatedDate,
    ]) {
      assert.ok(date instanceof Date && Math.abs(date - new Date()) < 60_000, `${date}`);
    }

    const named = { UserPoolId: pool.id, Username: username };
    const seen = await admin.adminGetDevice({ ...named, DeviceKey });
    assert.equal(values(seen.Device.DeviceAttributes).device_name, "Ana's pocket");
    const { Devices } = await admin.adminListDevices(named);
    assert.deepEqual(
      Devices.map(({ DeviceKey }) => DeviceKey),
      [DeviceKey],
    );
  });

  it("lists devices in pages", async () => {
    const person = await ana();
    const { username, AccessToken } = person;
    const keys = [person.DeviceKey];
    await confirm(person);
    for (let time = 0; time < 2; time += 1) {
      const issued = await tokens(app, username);
      const { DeviceKey } = issued.NewDeviceMetadata;
      await confirm({ AccessToken: issued.AccessToken, DeviceKey });
      keys.push(DeviceKey);
    }
    const first = await visitor.listDevices({ AccessToken, Limit: 2 });
    const { PaginationToken } = first;
    const second = await visitor.listDevices({ AccessToken, Limit: 2, PaginationToken });
    assert.deepEqual([first.Devices.length, second.Devices.length], [2, 1]);
    const met = [...first.Devices, ...second.Devices].map(({ DeviceKey }) => DeviceKey);
    assert.deepEqual(met.toSorted(), keys.toSorted());
    assert.equal(second.PaginationToken, undefined);
  });

  it("refreshes with the key of the confirmed device only", async () => {
    const person = await ana();
    const { RefreshToken, DeviceKey, AccessToken } = person;
    await assert.rejects(refresh(RefreshToken), NO_REFRESH);
    await assert.rejects(refresh(RefreshToken, DeviceKey), NO_REFRESH);
    await confirm(person);
    await assert.rejects(refresh(RefreshToken), NO_REFRESH);
    const another = await ana();
    await confirm(another);
    await assert.rejects(refresh(RefreshToken, another.DeviceKey), NO_REFRESH);

    const { AuthenticationResult } = await refresh(RefreshToken, DeviceKey);
    assert.equal(claims(AuthenticationResult.AccessToken).device_key, DeviceKey);
    assert.equal(AuthenticationResult.NewDeviceMetadata, undefined);
    const again = await visitor.getTokensFromRefreshToken({ ClientId: app, RefreshToken, DeviceKey });
    assert.ok(again.AuthenticationResult.AccessToken);

    await visitor.forgetDevice({ AccessToken, DeviceKey });
    await assert.rejects(refresh(RefreshToken, DeviceKey), NotAuthorizedException);
  });

  it("forgets a device, as its user and as the administrator", async () => {
    const person = await ana();
    const { AccessToken, DeviceKey } = person;
    await confirm(person);
    await visitor.forgetDevice({ AccessToken, DeviceKey });
    await assert.rejects(visitor.getDevice({ AccessToken, DeviceKey }), NO_DEVICE);
    await assert.rejects(visitor.forgetDevice({ AccessToken, DeviceKey }), NO_DEVICE);

    const other = await ana();
    await confirm(other);
    const named = { UserPoolId: pool.id, Username: other.username, DeviceKey: other.DeviceKey };
    await admin.adminUpdateDeviceStatus({ ...named, DeviceRememberedStatus: "remembered" });
    await admin.adminForgetDevice(named);
    await assert.rejects(admin.adminGetDevice(named), NO_DEVICE);
  });

  it("does not change devices of another user", async () => {
    const [one, two] = [await ana(), await ana()];
    await confirm(one);
    const { DeviceKey } = one;
    const { AccessToken } = two;
    const DeviceRememberedStatus = "remembered";
    await assert.rejects(visitor.getDevice({ AccessToken, DeviceKey }), NO_DEVICE);
    await assert.rejects(visitor.forgetDevice({ AccessToken, DeviceKey }), NO_DEVICE);
    await assert.rejects(
      visitor.updateDeviceStatus({ AccessToken, DeviceKey, DeviceRememberedStatus }),
      NO_DEVICE,
    );
    assert.ok((await visitor.getDevice({ AccessToken: one.AccessToken, DeviceKey })).Device);
  });

  it("refuses a sign-in with an unknown device key", async () => {
    const { username } = await ana();
    await assert.rejects(
      visitor.initiateAuth({
        ClientId: app,
        AuthFlow: "USER_PASSWORD_AUTH",
        AuthParameters: {
          USERNAME: username,
          PASSWORD,
          DEVICE_KEY: `${region}_${randomUUID()}`,
        },
      }),
      NO_DEVICE,
    );
  });
});
