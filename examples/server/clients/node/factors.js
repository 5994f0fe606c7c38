// Settings of pools and clients for factors besides a password: senders, policies, an authenticator app.

import { randomInt } from "node:crypto";
import { admin } from "./world.js";

export { totp } from "./totp.js";

/** Settings of a pool for text messages, and for mail with its own sender, which codes for a second factor require. */
export const SENDERS = {
  SmsConfiguration: { SnsCallerArn: "arn:aws:iam::123456789012:role/sms" },
  EmailConfiguration: {
    EmailSendingAccount: "DEVELOPER",
    SourceArn: "arn:aws:ses:us-east-1:123456789012:identity/pool@example.com",
  },
};

/** Settings of a pool whose users may begin a sign-in with any of these. */
export const firstFactors = (...AllowedFirstAuthFactors) => ({
  Policies: { SignInPolicy: { AllowedFirstAuthFactors } },
});

/** An app client for sign-in by choice (`USER_AUTH`). */
export const CHOICE = { ExplicitAuthFlows: ["ALLOW_USER_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"] };

const SECOND_FACTORS = {
  SMS_MFA: { SmsMfaConfiguration: { SmsAuthenticationMessage: "Your authentication code is {####}." } },
  EMAIL_OTP: { EmailMfaConfiguration: { Message: "Your code is {####}.", Subject: "Your code" } },
  SOFTWARE_TOKEN_MFA: { SoftwareTokenMfaConfiguration: { Enabled: true } },
};

/** Switches second factors of a pool on: `OPTIONAL` or `ON`. */
export const secondFactors = (pool, demand, ...factors) =>
  admin.setUserPoolMfaConfig({
    UserPoolId: pool.id,
    MfaConfiguration: demand,
    ...Object.assign({}, ...factors.map((factor) => SECOND_FACTORS[factor])),
  });

export const randomPhone = () => `+1206555${String(randomInt(10_000)).padStart(4, "0")}`;
