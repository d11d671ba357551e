import { artefactOf } from '../../../tests/support/artefact.js';
import { titleIdFrom } from '../../title/title-id.js';

const films: [title: string, year: number, director: string, ...cast: string[]][] = [
  ['Inception', 2010, 'Christopher Nolan', 'Leonardo DiCaprio', 'Elliot Page', 'Tom Hardy'],
  ['Interstellar', 2014, 'Christopher Nolan', 'Matthew McConaughey', 'Anne Hathaway'],
  ['The Dark Knight', 2008, 'Christopher Nolan', 'Christian Bale', 'Heath Ledger'],
  ['Jaws', 1975, 'Steven Spielberg', 'Roy Scheider', 'Richard Dreyfuss'],
  ['Jurassic Park', 1993, 'Steven Spielberg', 'Sam Neill', 'Laura Dern', 'Jeff Goldblum'],
  ['Saving Private Ryan', 1998, 'Steven Spielberg', 'Tom Hanks', 'Matt Damon'],
  ['Forrest Gump', 1994, 'Robert Zemeckis', 'Tom Hanks', 'Robin Wright'],
  ['Cast Away', 2000, 'Robert Zemeckis', 'Tom Hanks', 'Helen Hunt'],
  ["You've Got Mail", 1998, 'Nora Ephron', 'Tom Hanks', 'Meg Ryan'],
  ['Pulp Fiction', 1994, 'Quentin Tarantino', 'John Travolta', 'Samuel L. Jackson', 'Uma Thurman'],
  ['Kill Bill: Vol. 1', 2003, 'Quentin Tarantino', 'Uma Thurman', 'Lucy Liu'],
  ['The Shining', 1980, 'Stanley Kubrick', 'Jack Nicholson', 'Shelley Duvall'],
  ['2001: A Space Odyssey', 1968, 'Stanley Kubrick', 'Keir Dullea'],
  ['Psycho', 1960, 'Alfred Hitchcock', 'Anthony Perkins', 'Janet Leigh'],
  ['Vertigo', 1958, 'Alfred Hitchcock', 'James Stewart', 'Kim Novak'],
  ['Rear Window', 1954, 'Alfred Hitchcock', 'James Stewart', 'Grace Kelly'],
  ['North by Northwest', 1959, 'Alfred Hitchcock', 'Cary Grant', 'Eva Marie Saint'],
  ['Unforgiven', 1992, 'Clint Eastwood', 'Clint Eastwood', 'Gene Hackman', 'Morgan Freeman'],
  ['Gran Torino', 2008, 'Clint Eastwood', 'Clint Eastwood'],
  ['Amélie', 2001, 'Jean-Pierre Jeunet', 'Audrey Tautou'],
  ['Parasite', 2019, 'Bong Joon-ho', 'Song Kang-ho'],
  ['Spirited Away', 2001, 'Hayao Miyazaki', 'Rumi Hiiragi'],
  ['Lady Bird', 2017, 'Greta Gerwig', 'Saoirse Ronan'],
  ['Barbie', 2023, 'Greta Gerwig', 'Margot Robbie', 'Ryan Gosling'],
  ['Dune', 2021, 'Denis Villeneuve', 'Timothée Chalamet', 'Zendaya'],
  ['Dune', 1984, 'David Lynch', 'Kyle MacLachlan'],
  ['Blade Runner 2049', 2017, 'Denis Villeneuve', 'Ryan Gosling', 'Harrison Ford'],
  ['Heat', 1995, 'Michael Mann', 'Al Pacino', 'Robert De Niro'],
  ['Up', 2009, 'Pete Docter', 'Ed Asner'],
  ['It', 2017, 'Andy Muschietti', 'Bill Skarsgård'],
  ['1917', 2019, 'Sam Mendes', 'George MacKay'],
  ['Horror', 2015, 'Tara Subkoff', 'Chloë Sevigny'],
  ['Scary Movie', 2000, 'Keenen Ivory Wayans', 'Anna Faris'],
  ['Before Sunrise', 1995, 'Richard Linklater', 'Ethan Hawke', 'Julie Delpy'],
  ['No Country for Old Men', 2007, 'Joel Coen', 'Javier Bardem', 'Josh Brolin'],
  ['When Harry Met Sally...', 1989, 'Rob Reiner', 'Meg Ryan', 'Billy Crystal'],
  ['The Notebook', 2004, 'Nick Cassavetes', 'Ryan Gosling', 'Rachel McAdams'],
  ['Free Willy', 1993, 'Simon Wincer', 'Jason James Richter'],
  ['Little Miss Sunshine', 2006, 'Jonathan Dayton', 'Steve Carell'],
  ['Knives Out', 2019, 'Rian Johnson', 'Daniel Craig', 'Ana de Armas'],
  ['Die Hard', 1988, 'John McTiernan', 'Bruce Willis', 'Alan Rickman'],
  ['Alien', 1979, 'Ridley Scott', 'Sigourney Weaver'],
  ['Mad Max: Fury Road', 2015, 'George Miller', 'Tom Hardy', 'Charlize Theron'],
  ['Mission: Impossible', 1996, 'Brian De Palma', 'Tom Cruise'],
  ['Top Gun', 1986, 'Tony Scott', 'Tom Cruise'],
  ['Prime', 2005, 'Ben Younger', 'Meryl Streep'],
];

const series: [title: string, year: number, creator: string, ...cast: string[]][] = [
  ['Stranger Things', 2016, 'Matt Duffer', 'Winona Ryder'],
  ['Friends', 1994, 'David Crane', 'Jennifer Aniston'],
  ['The 100', 2014, 'Jason Rothenberg', 'Eliza Taylor'],
  ['Breaking Bad', 2008, 'Vince Gilligan', 'Bryan Cranston'],
  ['The Office', 2005, 'Greg Daniels', 'Steve Carell'],
  ['Dark', 2017, 'Baran bo Odar', 'Louis Hofmann'],
  ['Squid Game', 2021, 'Hwang Dong-hyuk', 'Lee Jung-jae'],
];

/** The name of each title, by id. */
export const titleNames = new Map(
  [...films, ...series].map(
    ([title, year]) => [String(titleIdFrom('test', `${title} ${year}`)), title] as const,
  ),
);

/** A small catalogue of well-known names. */
export const { names: knownNames } = artefactOf(
  ...films.map(([title, year, director, ...cast]) => ({ title, year, directors: [director], cast })),
  ...series.map(([title, year, creator, ...cast]) => ({
    title,
    year,
    creators: [creator],
    cast,
    type: 'series' as const,
  })),
);
