/**
 * What people call things, beside the names of the vocabularies themselves: phrases, separated by commas, by the slug
 * that they stand for. A key of two slugs stands for both.
 */
export type Words = Readonly<Record<string, string>>;

export const genreWords: Words = {
  action: 'action packed, actioner, martial arts, kung fu, shoot em up, swashbuckler, blockbuster action',
  adventure: 'adventures, adventurous',
  animation:
    'animations, animated, cartoon, cartoons, anime, animes, claymation, stop motion, stop motion animation, computer animated, cgi animated, cgi',
  biography: 'biographies, biographical, biopic, biopics, life story, bio pic',
  comedy:
    'comedies, comedic, comical, funny, hilarious, humorous, spoof, spoofs, parody, parodies, slapstick, sitcom, sitcoms, screwball comedy, satire, mockumentary, laugh out loud, stoner comedy, dark comedy, black comedy, teen comedy',
  'comedy drama': 'dramedy, dramedies, comedy drama, comedic drama, dramatic comedy',
  crime: 'crimes, gangster, gangsters, mafia, mob, mobster, heist, heists, true crime, caper, detective',
  'crime drama': 'crime drama',
  documentary: 'documentaries, docuseries, docu, docs, nature documentary',
  drama:
    'dramas, dramatic, melodrama, tearjerker, tear jerker, weepie, courtroom drama, legal drama, period drama',
  family:
    'kids, children s, childrens, kid friendly, family friendly, for kids, for children, for the whole family',
  fantasy: 'fantasies, fairy tale, fairytale, fairy tales, sword and sorcery, swords and sorcery',
  history: 'historical, historic, period piece, costume drama, period',
  horror:
    'horrors, scary, slasher, slashers, scarey, spooky, creepy, gory, zombie, zombies, vampire, vampires, ghost story, haunted house, found footage, frightening, fright, gore, body horror, splatter',
  music: 'concert, concerts, concert film, rock documentary, music documentary',
  musical: 'musicals, broadway musical, sing along',
  mystery:
    'mysteries, whodunit, whodunnit, who done it, murder mystery, murder mysteries, detective story, noir mystery',
  reality: 'reality tv, reality show, game show, game shows, competition show',
  romance:
    'romances, romantic, love story, love stories, chick flick, chick flicks, romance novel, date night, romantic drama',
  'romance comedy':
    'rom com, romcom, rom coms, romcoms, romantic comedy, romantic comedies, rom-com, romance comedy, comedy romance',
  'science-fiction':
    'sci fi, scifi, sci-fi, sf, syfy, sciencefiction, science fiction, space opera, cyberpunk, futuristic, sci fis, alien invasion, post apocalyptic, dystopian',
  soap: 'soaps, soap opera, soap operas, telenovela, telenovelas',
  sport: 'sports, sporting, sports drama, boxing, baseball, football, basketball, soccer',
  'stand-up':
    'stand up, stand-up, standup, stand up comedy, standup comedy, stand up special, comedy special',
  talk: 'talk show, talk shows, late night',
  thriller:
    'thrillers, suspense, psychological thriller, erotic thriller, suspence, spy thriller, nail biter, nailbiter',
  war: 'wars, wartime, military, world war ii, world war 2, ww 2, wwii, war epic',
  western: 'westerns, cowboy, cowboys, spaghetti western, spaghetti westerns',
  'crime thriller': 'film noir, noir, neo noir, neo-noir, films noirs',
};

export const moodWords: Words = {
  bleak: 'depressing, grim, sad, hopeless',
  charming: 'cute, sweet, adorable, lovely',
  clever:
    'smart, witty, intelligent, twisty, plot twist, twist ending, mind bending, mind blowing, mindbending',
  dark: 'darker, sinister, macabre',
  disturbing: 'messed up, unsettling, shocking, twisted, creepy, weird',
  dreamy: 'dreamlike, surreal, trippy, psychedelic',
  epic: 'grand, sweeping',
  'feel-good':
    'feel good, feelgood, cheerful, happy, light hearted, lighthearted, cozy, cosy, comfort, wholesome',
  funny: 'hilarious, humorous, laugh out loud, comedic, silly, goofy',
  gritty: 'raw, hard hitting, realistic',
  heartwarming: 'heart warming, heart-warming, touching, tender',
  hopeful: 'optimistic',
  inspiring: 'inspirational, motivational, motivating',
  intense: 'gripping, edge of your seat, edge of my seat, nerve wracking, adrenaline, high octane',
  melancholic: 'melancholy, wistful, bittersweet',
  moving: 'emotional, tearjerker, tear jerker, makes me cry, make me cry, cry, weepie',
  nostalgic: 'nostalgia, retro',
  playful: 'fun, zany, madcap',
  quirky: 'offbeat, eccentric, oddball, wacky',
  relaxing: 'calm, calming, soothing, chill, easy going, easygoing, mellow, slow paced, laid back',
  romantic: 'date night',
  satirical: 'satire, satiric, ironic',
  scary: 'frightening, terrifying, spooky, scarey, chilling',
  sentimental: 'sappy, corny, cheesy',
  stylish: 'cool, beautifully shot, visually stunning, beautiful',
  suspenseful: 'suspense, suspence',
  tense: 'nail biting, nailbiter, nail biter, claustrophobic',
  'thought-provoking': 'thought provoking, deep, philosophical, cerebral, makes you think, make me think',
  thrilling: 'exciting, action packed',
  uplifting: 'upbeat, cheer me up, cheering',
  violent: 'bloody, gory, brutal, ultraviolent',
  whimsical: 'magical, fanciful',
};

export const themeWords: Words = {
  addiction: 'drug addiction, drug addict, alcoholism',
  'artificial-intelligence': 'ai, robots, robot, androids, androids, sentient machines',
  'coming-of-age': 'coming of age, growing up, teen, teenage',
  conspiracy: 'conspiracies, cover up, conspiracy theory',
  dystopia: 'dystopian, post apocalyptic, postapocalyptic, apocalypse, apocalyptic, end of the world',
  espionage: 'spy, spies, secret agent, secret agents, cia, kgb',
  'first-contact': 'aliens, alien, extraterrestrial, extraterrestrials, alien invasion, ufo',
  'forbidden-love': 'forbidden romance, star crossed lovers, affair',
  friendship: 'friends, buddy, best friends, buddies',
  'good-versus-evil': 'good vs evil, good versus evil, good against evil',
  heist: 'heists, bank robbery, robbery, bank robbers, caper, con artists',
  identity: 'body swap, amnesia, mistaken identity',
  immigration: 'immigrant, immigrants, refugees',
  isolation: 'loneliness, alone, stranded, lonely',
  justice: 'courtroom, lawyers, lawyer, trial, legal',
  love: 'falling in love, love story',
  'organized-crime':
    'mafia, mob, mobsters, gangster, gangsters, cartel, yakuza, organised crime, organized crime',
  politics: 'political, president, election',
  quest: 'treasure hunt, journey',
  revenge: 'vengeance, vigilante, avenging',
  'second-chances': 'second chance, second chances',
  slavery: 'slaves',
  superheroes: 'superhero, super hero, super heroes, marvel, dc comics, comic book, avengers',
  supernatural:
    'ghost, ghosts, haunted, vampire, vampires, werewolf, werewolves, witch, witches, demon, demons, possession, paranormal, zombies, zombie',
  survival: 'survive, disaster, shipwreck, stranded',
  technology: 'hackers, hacker, hacking, computers',
  'time-travel': 'time travel, time loop, time machine, time travelling, time traveling',
  underdog: 'underdogs',
  war: 'world war ii, world war 2, ww 2, wwii, vietnam war, vietnam, world war i, wars',
  wilderness: 'nature, jungle, mountains',
  work: 'workplace, office',
};

/** Those who make films and are named like a director: their films are what is meant. */
export const studioNames: readonly string[] = [
  'disney',
  'walt disney',
  'pixar',
  'disney pixar',
  'dreamworks',
  'studio ghibli',
  'ghibli',
  'marvel',
  'marvel studios',
  'warner bros',
  'warner brothers',
  'mgm',
  'paramount',
  'universal',
  'a24',
  'lionsgate',
  'lucasfilm',
  'miramax',
  'aardman',
  'illumination',
  'blumhouse',
  'monty python',
];
