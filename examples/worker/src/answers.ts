// What the Worker answers itself, before or instead of the engine; in the shape of the service's own errors, so that SDKs
// show its name.

export function refusal(status: number, name: string, message: string): Response {
  return new Response(JSON.stringify({ __type: name, message }), {
    status,
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'x-amzn-errortype': `${name}:`,
      'x-amzn-errormessage': message,
      'x-amzn-requestid': crypto.randomUUID(),
      'access-control-allow-origin': '*',
      'access-control-expose-headers': 'x-amzn-RequestId,x-amzn-ErrorType,x-amzn-ErrorMessage,Date',
    },
  });
}

export const internalError = () => refusal(500, 'InternalErrorException', 'Internal server error');
