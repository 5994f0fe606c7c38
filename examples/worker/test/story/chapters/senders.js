/** Settings of a pool that can send text messages, and mails in its own name as codes for a second factor need. */
export const SENDERS = {
  SmsConfiguration: { SnsCallerArn: 'arn:aws:iam::123456789012:role/sms' },
  EmailConfiguration: {
    EmailSendingAccount: 'DEVELOPER',
    SourceArn: 'arn:aws:ses:us-east-1:123456789012:identity/pool@example.com',
  },
};
