import { describe, expect, it } from 'vitest';
import { referencePage } from './reference-page.js';

const page = referencePage({
  info: { title: 'Shop', description: 'Sells `things`.\n\nAnd <more>.' },
  paths: {
    '/open': { get: { tags: ['shop'], summary: 'See', security: [{}, { bearer: [] }], responses: {} } },
    '/mine': {
      get: { tags: ['shop'], summary: 'Mine', security: [{ bearer: ['write:things'] }], responses: {} },
    },
    '/things': {
      post: {
        tags: ['shop'],
        summary: 'Buy',
        security: [{ operator: [] }],
        parameters: [
          {
            name: 'limit',
            in: 'query',
            description: 'How many.',
            example: 5,
            schema: { type: 'integer', minimum: 1, maximum: 9, default: 2 },
          },
          {
            name: 'kinds',
            in: 'query',
            required: true,
            example: ['a', 'b'],
            schema: { type: 'array', items: { enum: ['a', 'b', 'c'] } },
          },
        ],
        requestBody: {
          content: {
            'application/json': {
              schema: { properties: { name: { type: 'string', maxLength: 7 } }, required: ['name'] },
            },
          },
        },
        responses: { 200: { description: 'Sold.' }, 500: { $ref: '#/components/responses/internal' } },
      },
    },
  },
  components: { responses: { internal: { description: 'Broken.' } } },
});

describe('referencePage', () => {
  it.each([
    'integer, 1 to 9, 2 when absent',
    'How many. E.g. <code>5</code>',
    '<code>kinds</code> *',
    'list of a, b, c',
    'E.g. <code>a,b</code>',
    '<code>name</code> *',
    'string, at most 7 characters',
    'Sold.',
    'Broken.',
    'For administrators',
    'Needs a token with the scope <code>write:things</code>',
    '<p>Sells <code>things</code>.</p><p>And &lt;more&gt;.</p>',
  ])('shows %s', (text) => {
    expect(page).toContain(text);
  });
});
