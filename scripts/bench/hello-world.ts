import { http } from '@google-cloud/functions-framework';
import { getTestServer } from '@google-cloud/functions-framework/testing';

/** The bare floor: what functions-framework costs when the function does nothing. Prints its address. */
http('hello-world', (_request, response) => {
  response.json({ hello: 'world' });
});
const server = getTestServer('hello-world');
server.listen({ port: Number(process.env.PORT ?? 0), host: '127.0.0.1' }, () => {
  process.stdout.write(`${JSON.stringify(server.address())}\n`);
});
