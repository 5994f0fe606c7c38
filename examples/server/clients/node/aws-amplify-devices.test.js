// Amplify v6: remembered devices. Amplify confirms a new device by itself at the end of a sign-in.

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { beforeEach, describe, it } from "node:test";
import {
  confirmSignIn,
  fetchDevices,
  forgetDevice,
  rememberDevice,
  setUpTOTP,
  signIn,
  signOut,
  updateMFAPreference,
  verifyTOTPSetup,
} from "aws-amplify/auth";
import { BY_QUESTIONS, DONE, QUESTIONS, next, session, use } from "./amplify.js";
import { secondFactors, totp } from "./factors.js";
import { PASSWORD, admin, pool as newPool, tokens } from "./world.js";

/** A remembered device replaces the second factor, and the user chooses which device is remembered. */
const TRACKED = { ChallengeRequiredOnNewDevice: true, DeviceOnlyRememberedOnUserPrompt: true };
const TOTP_CODE = next("CONFIRM_SIGN_IN_WITH_TOTP_CODE");

describe("Amplify, devices", () => {
  let pool;
  let app;

  const remembering = async (DeviceConfiguration) => {
    pool = await newPool({ DeviceConfiguration });
    await secondFactors(pool, "OPTIONAL", "SOFTWARE_TOKEN_MFA");
    app = await pool.app();
    use(pool, app);
  };

  /**
   * A signed-in user with an authenticator app as second factor. The sign-in before the set-up registered this device, so it is
   * forgotten again.
   */
  async function withApp(authFlowType = "USER_SRP_AUTH") {
    const username = await pool.user();
    const again = () => signIn({ username, password: PASSWORD, options: { authFlowType } });
    assert.deepEqual(await again(), DONE);
    const { sharedSecret } = await setUpTOTP();
    await verifyTOTPSetup({ code: totp(sharedSecret) });
    await updateMFAPreference({ totp: "PREFERRED" });
    await forgetDevice();
    await signOut();
    return { username, again, confirm: () => confirmSignIn({ challengeResponse: totp(sharedSecret, 1) }) };
  }

  describe("remembered when the user chooses so", () => {
    beforeEach(() => remembering(TRACKED));

    for (const authFlowType of ["USER_SRP_AUTH", "USER_PASSWORD_AUTH"]) {
      it(`replaces the second factor after ${authFlowType}, until it is forgotten`, async () => {
        const { username, again, confirm } = await withApp(authFlowType);
        assert.deepEqual(await again(), TOTP_CODE);
        assert.deepEqual(await confirm(), DONE);
        await rememberDevice();
        const [device, ...others] = await fetchDevices();
        assert.deepEqual(others, []);
        assert.match(device.id, /^[\w-]+_[0-9a-f-]+$/);
        assert.equal(device.name, navigator.userAgent);
        assert.equal(device.attributes.device_status, "valid");
        for (const date of [device.createDate, device.lastModifiedDate, device.lastAuthenticatedDate]) {
          assert.ok(Math.abs(date - new Date()) < 60_000, `${date}`);
        }
        assert.equal((await session()).claims.device_key, device.id);
        await signOut();

        // The device is verified: no code is required, and no new device is registered.
        assert.deepEqual(await again(), DONE);
        assert.deepEqual(
          (await fetchDevices()).map(({ id }) => id),
          [device.id],
        );
        assert.equal((await session()).claims.device_key, device.id);
        assert.equal((await session()).claims.username, username);

        await forgetDevice();
        assert.deepEqual(await fetchDevices(), []);
        await signOut();
        assert.deepEqual(await again(), TOTP_CODE);
      });
    }

    it("requires the second factor on a confirmed device that is not remembered", async () => {
      const { again, confirm } = await withApp();
      await again();
      assert.deepEqual(await confirm(), DONE);
      assert.equal((await fetchDevices()).length, 1);
      await signOut();
      assert.deepEqual(await again(), TOTP_CODE);
    });

    it("is verified after custom challenges", async () => {
      const asking = await newPool({ ...QUESTIONS, DeviceConfiguration: TRACKED });
      use(asking, await asking.app(BY_QUESTIONS));
      const username = await asking.user();
      const again = async () => {
        await signIn({ username, options: { authFlowType: "CUSTOM_WITHOUT_SRP" } });
        await confirmSignIn({ challengeResponse: "Paris" });
        return confirmSignIn({ challengeResponse: "42" });
      };
      assert.deepEqual(await again(), DONE);
      await rememberDevice();
      const [{ id }] = await fetchDevices();
      await signOut();
      assert.deepEqual(await again(), DONE);
      assert.equal((await session()).claims.device_key, id);
      assert.equal((await fetchDevices()).length, 1);
    });

    it("refreshes with its device key", async () => {
      const { again, confirm } = await withApp();
      await again();
      await confirm();
      const before = await session();
      const after = await session({ forceRefresh: true });
      assert.notEqual(after.claims.jti, before.claims.jti);
      assert.equal(after.claims.device_key, before.claims.device_key);
    });
  });

  describe("always remembered", () => {
    beforeEach(() => remembering({ ...TRACKED, DeviceOnlyRememberedOnUserPrompt: false }));

    it("replaces the second factor from the next sign-in on", async () => {
      const { again, confirm } = await withApp();
      assert.deepEqual(await again(), TOTP_CODE);
      assert.deepEqual(await confirm(), DONE);
      await signOut();
      assert.deepEqual(await again(), DONE);
      assert.equal((await fetchDevices()).length, 1);
    });

    it("retries without the key when its device was forgotten", async () => {
      const { username, again, confirm } = await withApp();
      await again();
      await confirm();
      const [{ id }] = await fetchDevices();
      await signOut();
      await admin.adminForgetDevice({ UserPoolId: pool.id, Username: username, DeviceKey: id });
      // Amplify answers the same challenge twice: with the key of the forgotten device, and then without.
      assert.deepEqual(await again(), TOTP_CODE);
    });

    it("forgets another device by its key", async () => {
      const username = await pool.user();
      const elsewhere = await tokens(app, username);
      const { DeviceKey, DeviceGroupKey } = elsewhere.NewDeviceMetadata;
      assert.ok(DeviceGroupKey);
      await admin.confirmDevice({
        AccessToken: elsewhere.AccessToken,
        DeviceKey,
        DeviceName: "Another",
        DeviceSecretVerifierConfig: {
          Salt: randomBytes(16).toString("base64"),
          PasswordVerifier: randomBytes(383).toString("base64"),
        },
      });
      assert.deepEqual(await signIn({ username, password: PASSWORD }), DONE);
      assert.equal((await fetchDevices()).length, 2);
      await forgetDevice({ device: { id: DeviceKey } });
      const [here, ...others] = await fetchDevices();
      assert.equal(here.name, navigator.userAgent);
      assert.deepEqual(others, []);
    });
  });
});
