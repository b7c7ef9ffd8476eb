import { createBooks, type Books } from './books.ts';
import { createCompany, type Company, type World } from './company.ts';
import { completeSeed, type CompanySeed } from './company-seed.ts';
import type { User } from './records.ts';
import type { People } from './sign-in.ts';

/** All companies of a sandbox and the people in them. Without an id, the first one is meant. */
export type Companies = {
  people: People;
  add(seed?: Partial<CompanySeed>): Books;
  books(): Books[];
  booksOf(companyId?: string): Books;
  user(userId?: number, companyId?: string): User;
};

export function createCompanies(world: World): Companies {
  const entries: { company: Company; books: Books }[] = [];
  const entryOf = (companyId?: string) => {
    const entry = entries.find(({ company }) => companyId === undefined || company.id === companyId);
    if (entry === undefined) {
      throw new Error(`the sandbox has no company ${companyId ?? ''}`);
    }
    return entry;
  };
  return {
    people: {
      companies: () => entries.map(({ company }) => company),
      find: (sub) =>
        entries
          .flatMap(({ company }) => company.users.all().map((user) => ({ company, user })))
          .find(({ user }) => user.sub === sub),
    },
    add(seed = {}) {
      const complete = completeSeed(seed, entries.length + 1);
      if (entries.some(({ company }) => company.id === complete.id)) {
        throw new Error(`the sandbox already has a company ${complete.id}`);
      }
      const company = createCompany(complete, entries.length + 1, world);
      const books = createBooks(company);
      complete.contacts.forEach((contact) => books.addContact(contact));
      complete.articles.forEach((article) => books.addArticle(article));
      entries.push({ company, books });
      return books;
    },
    books: () => entries.map(({ books }) => books),
    booksOf: (companyId) => entryOf(companyId).books,
    user(userId, companyId) {
      const users = entryOf(companyId).company.users.all();
      const user = users.find(({ id }) => userId === undefined || id === userId);
      if (user === undefined) {
        throw new Error(`the sandbox company has no user ${userId ?? ''}`);
      }
      return user;
    },
  };
}
