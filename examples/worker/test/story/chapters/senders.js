/** Settings of a pool for text messages, and for mail with its own sender, which codes for a second factor require. */
export const SENDERS = {
  SmsConfiguration: { SnsCallerArn: 'arn:aws:iam::123456789012:role/sms' },
  EmailConfiguration: {
    EmailSendingAccount: 'DEVELOPER',
    SourceArn: 'arn:aws:ses:us-east-1:123456789012:identity/pool@example.com',
  },
};
