import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { splitStreet } from '../../src/domain/invoice/street.ts';

describe('street and house number', () => {
  test.each<[string, string, string | null]>([
    ['Bahnhofstrasse 12a', 'Bahnhofstrasse', '12a'],
    ['Bahnhofstrasse 12 a', 'Bahnhofstrasse', '12 a'],
    ['Bahnhofstrasse, 12', 'Bahnhofstrasse', '12'],
    ['12, rue du Lac', 'rue du Lac', '12'],
    ['12 bis, rue du Lac', 'rue du Lac', '12 bis'],
    ['Via Roma 3/5', 'Via Roma', '3/5'],
    ['Rue de Lausanne 12 bis', 'Rue de Lausanne', '12 bis'],
    ['12 Main St', 'Main St', '12'],
    ['Strasse des 17. Juni 135', 'Strasse des 17. Juni', '135'],
    ['5th Avenue 10', '5th Avenue', '10'],
    ['Hauptstr.5', 'Hauptstr.', '5'],
    ['Neugasse 12-14', 'Neugasse', '12-14'],
    ['Neugasse 12.1', 'Neugasse', '12.1'],
    ['Chemin de l’Église 7b', 'Chemin de l’Église', '7b'],
    ['  Dorf 3 ', 'Dorf', '3'],
    ['Rue du 31-Décembre 8', 'Rue du 31-Décembre', '8'],
    ['C7, 12', 'C7', '12'],
    // In doubt the whole text is the street.
    ['Postfach 12', 'Postfach 12', null],
    ['Case postale 12', 'Case postale 12', null],
    ['Casella postale 40', 'Casella postale 40', null],
    ['P.O. Box 99', 'P.O. Box 99', null],
    ['Haus 3, Weg 7', 'Haus 3, Weg 7', null],
    ['12 Main St, Apt 4', '12 Main St, Apt 4', null],
    ['Rue du 31 Décembre', 'Rue du 31 Décembre', null],
    ['8 Rue du 31 Décembre', '8 Rue du 31 Décembre', null],
    ['Bahnhofstrasse 12 3. Stock', 'Bahnhofstrasse 12 3. Stock', null],
    ['Dorfplatz', 'Dorfplatz', null],
    ['5th Avenue', '5th Avenue', null],
    ['12', '12', null],
    ['', '', null],
  ])('%s', (text, street, houseNumber) => {
    expect(splitStreet(text)).toEqual({ street, houseNumber });
  });

  test('no letter and no digit is ever lost, and a number never stands without a street', () => {
    const letters = (text: string) => [...text.replace(/[\s,]/g, '')].sort().join('');
    const word = fc.constantFrom('Bahnhofstrasse', 'rue', 'du', 'Lac', 'Postfach', 'Haus', '12', '3a', '5/7', 'bis', ',', 'Str.', '17.', 'Juni', '日本', '—');
    const anyText = fc.oneof(fc.array(word, { maxLength: 6 }).map((words) => words.join(' ')), fc.string({ unit: 'grapheme', maxLength: 40 }));
    fc.assert(
      fc.property(anyText, (text) => {
        const { street, houseNumber } = splitStreet(text);
        expect(letters(street + (houseNumber ?? ''))).toBe(letters(text));
        expect(houseNumber === null || street.length > 0).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  test('a hostile text is answered at once', () => {
    const startedAt = performance.now();
    splitStreet(`${'1 a-'.repeat(5000)}!`);
    splitStreet(`${'a '.repeat(20_000)}12!`);
    // Milliseconds where it is linear; where it is not, hours.
    expect(performance.now() - startedAt).toBeLessThan(10_000);
  });
});
