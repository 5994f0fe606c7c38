// What administrators set beside a pool: replicas, log delivery, provisioned limits, threat protection.

import { bound } from './pools.js';

export async function protection(caller) {
  const { admin, adminRefused } = bound(caller);
  const { UserPool } = await admin('CreateUserPool', {
    PoolName: 'protected',
    UserPoolTier: 'PLUS',
    UserPoolAddOns: { AdvancedSecurityMode: 'AUDIT' },
    KeyConfiguration: {
      KeyType: 'CUSTOMER_MANAGED_KEY',
      KmsKeyArn: 'arn:aws:kms:us-east-1:123456789012:key/mrk-1',
    },
  });
  const pool = { UserPoolId: UserPool.Id };

  const replica = { ...pool, RegionName: 'eu-west-1' };
  await admin('CreateUserPoolReplica', replica);
  await adminRefused('InvalidParameterException', 'CreateUserPoolReplica', replica);
  await admin('UpdateUserPoolReplica', { ...replica, Status: 'ACTIVE' });
  await admin('ListUserPoolReplicas', pool);
  await adminRefused('InvalidParameterException', 'DeleteUserPoolReplica', replica);
  await admin('UpdateUserPoolReplica', { ...replica, Status: 'INACTIVE' });
  await admin('DeleteUserPoolReplica', replica);
  await adminRefused('ResourceNotFoundException', 'DeleteUserPoolReplica', replica);

  const S3Configuration = { BucketArn: 'arn:aws:s3:::logs' };
  const activity = { EventSource: 'userAuthEvents', LogLevel: 'INFO', S3Configuration };
  await admin('GetLogDeliveryConfiguration', pool);
  await admin('SetLogDeliveryConfiguration', { ...pool, LogConfigurations: [activity] });
  await adminRefused('InvalidParameterException', 'SetLogDeliveryConfiguration', {
    ...pool,
    LogConfigurations: [activity, activity],
  });
  await admin('GetLogDeliveryConfiguration', pool);

  const LimitDefinition = { LimitClass: 'API_CATEGORY', Attributes: { Category: 'UserRead' } };
  await admin('UpdateProvisionedLimit', { LimitDefinition, RequestedLimitValue: 300 });
  await admin('GetProvisionedLimit', { LimitDefinition });
  await adminRefused('InvalidParameterException', 'UpdateProvisionedLimit', {
    LimitDefinition,
    RequestedLimitValue: 1,
  });

  const RiskExceptionConfiguration = { BlockedIPRangeList: ['192.0.2.0/24'] };
  await admin('SetRiskConfiguration', { ...pool, RiskExceptionConfiguration });
  await admin('DescribeRiskConfiguration', pool);
  await adminRefused('InvalidParameterException', 'SetRiskConfiguration', {
    ...pool,
    RiskExceptionConfiguration: { BlockedIPRangeList: ['192.0.2.0'] },
  });
  await admin('DeleteUserPool', pool);
}
