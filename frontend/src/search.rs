//! Search over the whole text of the course: every word of the question has to be in a passage, in its
//! title, its heading or its text. Case and accents do not count. Pure.

use api::course::Passage;

/// More than one reads through.
const MOST_HITS: usize = 12;
/// Letters of the text around a hit.
const BEFORE: usize = 40;
const AROUND: usize = 150;

pub struct Index {
    passages: Vec<Folded>,
}

struct Folded {
    passage: Passage,
    title: Vec<char>,
    heading: Vec<char>,
    text: Vec<char>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    pub passage: Passage,
    /// A piece of its text: before the word that was found, the word, and behind it.
    pub excerpt: [String; 3],
}

impl Index {
    pub fn new(passages: Vec<Passage>) -> Self {
        let folded = |passage: Passage| Folded {
            title: fold(&format!("{} {}", passage.number, passage.title)),
            heading: fold(passage.heading.as_deref().unwrap_or_default()),
            text: fold(&passage.text),
            passage,
        };
        Self { passages: passages.into_iter().map(folded).collect() }
    }

    /// The best first; those that are equally good in the order of the course.
    pub fn search(&self, question: &str) -> Vec<Hit> {
        let folded: String = fold(question).into_iter().collect();
        let words: Vec<Vec<char>> =
            folded.split_whitespace().map(|word| word.chars().collect()).collect();
        if words.is_empty() {
            return Vec::new();
        }
        let mut hits: Vec<(u32, &Folded)> = self
            .passages
            .iter()
            .filter_map(|passage| Some((passage.score(&words)?, passage)))
            .collect();
        hits.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
        let best = hits.into_iter().take(MOST_HITS);
        best.map(|(_, passage)| Hit {
            excerpt: passage.excerpt(&words),
            passage: passage.passage.clone(),
        })
        .collect()
    }
}

impl Folded {
    /// `None` unless every word is somewhere. A heading says more than the text, the beginning of a
    /// word more than its middle.
    fn score(&self, words: &[Vec<char>]) -> Option<u32> {
        let mut score = 0;
        for word in words {
            let of = |place: &[char], weight: u32| match find(place, word) {
                Some(at) if begins_word(place, at) => 2 * weight,
                Some(_) => weight,
                None => 0,
            };
            let best = of(&self.heading, 8).max(of(&self.title, 6)).max(of(&self.text, 1));
            if best == 0 {
                return None;
            }
            score += best;
        }
        Some(score)
    }

    fn excerpt(&self, words: &[Vec<char>]) -> [String; 3] {
        let letters: Vec<char> = self.passage.text.chars().collect();
        let found = words.iter().find_map(|word| Some((find(&self.text, word)?, word.len())));
        let (at, length) = found.unwrap_or((0, 0));
        let mut start = at.saturating_sub(BEFORE);
        // Not in the middle of a word.
        while start > 0 && start < at && letters[start - 1] != ' ' {
            start += 1;
        }
        let end = (at + length + AROUND).min(letters.len());
        let piece = |from: usize, to: usize| letters[from..to].iter().collect::<String>();
        [piece(start, at), piece(at, at + length), piece(at + length, end)]
    }
}

fn find(text: &[char], word: &[char]) -> Option<usize> {
    text.windows(word.len()).position(|window| window == word)
}

fn begins_word(text: &[char], at: usize) -> bool {
    at == 0 || !text[at - 1].is_alphanumeric()
}

/// Letter by letter, so that a place in the folded text is the same place in the text.
fn fold(text: &str) -> Vec<char> {
    let plain = |letter: char| match letter {
        'á' | 'à' | 'â' | 'ä' => 'a',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'í' | 'ï' => 'i',
        'ó' | 'ö' => 'o',
        'ú' | 'ü' => 'u',
        'ñ' => 'n',
        other => other,
    };
    let lower = |letter: char| letter.to_lowercase().next().unwrap_or(letter);
    text.chars().map(|letter| plain(lower(letter))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passage(lesson: &str, heading: Option<&str>, text: &str) -> Passage {
        Passage {
            lesson: lesson.to_owned(),
            number: "2.1".to_owned(),
            title: "Topics".to_owned(),
            anchor: "o1".to_owned(),
            heading: heading.map(str::to_owned),
            text: text.to_owned(),
        }
    }

    fn index() -> Index {
        Index::new(vec![
            passage("a", None, "El búfer guarda lo que aún no salió."),
            passage("b", Some("El búfer"), "Otra cosa."),
            passage("c", Some("Réplicas"), "La partición tiene líder; el lider responde."),
        ])
    }

    fn found(question: &str) -> Vec<String> {
        index().search(question).into_iter().map(|hit| hit.passage.lesson).collect()
    }

    #[test]
    fn accents_and_case_do_not_count_and_every_word_does() {
        assert_eq!(found("BUFER"), ["b", "a"], "a heading says more than the text");
        assert_eq!(found("búfer salio"), ["a"]);
        assert_eq!(found("particion LIDER"), ["c"]);
        assert_eq!(found("bufer lider"), [""; 0]);
        assert_eq!(found("  "), [""; 0]);
        assert_eq!(found("2.1"), ["a", "b", "c"], "the number of the lesson");
    }

    #[test]
    fn an_excerpt_shows_the_word_as_it_is_written() {
        let hit = &index().search("particion")[0];
        assert_eq!(hit.passage.lesson, "c");
        let [before, word, behind] = &hit.excerpt;
        assert_eq!((before.as_str(), word.as_str()), ("La ", "partición"));
        assert!(behind.starts_with(" tiene líder"));
    }
}
