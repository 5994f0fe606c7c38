// User import jobs, up to their start and a stop at once: how far a job has come depends on the work of the engine.

import { bound } from './pools.js';

const CloudWatchLogsRoleArn = 'arn:aws:iam::123456789012:role/import';

export async function imports(caller) {
  const { admin, adminRefused, http } = bound(caller);
  const { UserPool } = await admin('CreateUserPool', { PoolName: 'imports', AutoVerifiedAttributes: ['email'] });
  const UserPoolId = UserPool.Id;
  const { CSVHeader } = await admin('GetCSVHeader', { UserPoolId });
  await adminRefused('InvalidParameterException', 'CreateUserImportJob', { UserPoolId, JobName: 'a#' });
  const { UserImportJob } = await admin('CreateUserImportJob', { UserPoolId, JobName: 'staff', CloudWatchLogsRoleArn });
  const { JobId, PreSignedUrl } = UserImportJob;
  const job = { UserPoolId, JobId };
  await adminRefused('PreconditionNotMetException', 'StartUserImportJob', job);
  await adminRefused('PreconditionNotMetException', 'StopUserImportJob', job);
  await adminRefused('ResourceNotFoundException', 'DescribeUserImportJob', { UserPoolId, JobId: 'import-none' });
  await admin('DescribeUserImportJob', job);

  const { pathname, search } = new URL(PreSignedUrl);
  const headers = { 'x-amz-server-side-encryption': 'aws:kms' };
  const body = `${CSVHeader.join(',')}\n`;
  await http(403, 'PUT', pathname, { headers, body });
  await http(200, 'PUT', pathname + search, { headers, body });
  // Longer than any other body.
  await http(200, 'PUT', pathname + search, { headers, body: body + '\n'.repeat(2 * 1024 * 1024) });

  await admin('CreateUserImportJob', { UserPoolId, JobName: 'others', CloudWatchLogsRoleArn });
  await adminRefused('InvalidParameterException', 'ListUserImportJobs', { UserPoolId, MaxResults: 61 });
  const page = await admin('ListUserImportJobs', { UserPoolId, MaxResults: 1 });
  await admin('ListUserImportJobs', { UserPoolId, MaxResults: 1, PaginationToken: page.PaginationToken });
  await admin('StartUserImportJob', job);
  await admin('StopUserImportJob', job);
}
