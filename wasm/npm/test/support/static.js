// A server of static files, for a page that imports the package.

import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';

const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.wasm': 'application/wasm' };

const PAGE = '<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><title>userpool</title>';

/** Serves the files of `folder` that a page may need, and an empty page at `/`. */
export function serve(folder) {
  const server = createServer(async ({ url }, response) => {
    const path = normalize(new URL(url, 'http://localhost').pathname);
    const type = TYPES[path === '/' ? '.html' : extname(path)];
    try {
      if (type === undefined) throw new Error('unknown type of file');
      const body = path === '/' ? PAGE : await readFile(join(folder, path));
      response.writeHead(200, { 'content-type': type }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () =>
      resolve({
        url: `http://127.0.0.1:${server.address().port}/`,
        close: () => new Promise((closed) => server.close(closed)),
      }),
    );
  });
}
