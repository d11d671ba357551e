import { describe, expect, test } from 'vitest';
import { reachable } from './reachable.js';

const message = (type: string) => ({ fields: { field: { type, id: 1 } } });
const tree = JSON.stringify({
  nested: {
    shop: {
      nested: {
        Shop: {
          methods: {
            Buy: {
              requestType: 'BuyRequest',
              responseType: 'api.Receipt',
              options: { '(http).post': '/buy' },
            },
          },
        },
        Unused: message('string'),
        BuyRequest: message('Line'),
        Line: { ...message('Outer.Kind'), nested: { Unused: message('string') } },
        Outer: { ...message('Gone'), nested: { Kind: { values: { A: 0 } } } },
        Gone: message('string'),
      },
    },
    api: { nested: { Receipt: message('Receipt'), Other: message('string') } },
  },
});

describe('what a service reaches', () => {
  test('stays: its messages, theirs, and the enums inside others', () => {
    const { nested } = JSON.parse(reachable(tree, 'shop.Shop'));
    expect(Object.keys(nested.shop.nested)).toEqual(['Shop', 'BuyRequest', 'Line', 'Outer']);
    expect(nested.shop.nested.Shop.methods.Buy).toEqual({
      requestType: 'BuyRequest',
      responseType: 'api.Receipt',
    });
    expect(nested.shop.nested.Outer).toEqual({ nested: { Kind: { values: { A: 0 } } } });
    expect(nested.shop.nested.Line.nested).toBeUndefined();
    expect(Object.keys(nested.api.nested)).toEqual(['Receipt']);
  });

  test('must be there', () => {
    expect(() => reachable(tree, 'shop.Market')).toThrow('shop.Market, which the build asks for');
    expect(() => reachable(tree.replace('api.Receipt', 'api.Bill'), 'shop.Shop')).toThrow(
      'api.Bill, which shop.Shop asks for',
    );
  });
});
