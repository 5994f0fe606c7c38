// Calls an operation by `engine.fetch`.

export function callOn(engine, operation, input) {
  return engine.fetch(
    new Request('http://localhost/', {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': `AWSCognitoIdentityProviderService.${operation}`,
      },
      body: JSON.stringify(input),
    }),
  );
}

/** Uploads a file to the URL, or only the path, of a user import job. */
export function putOn(engine) {
  return async (url, file) => {
    const answer = await engine.fetch(new Request(new URL(url, 'http://localhost/'), { method: 'PUT', body: file }));
    if (answer.status !== 200) throw new Error(`${answer.status} ${await answer.text()}`);
  };
}
