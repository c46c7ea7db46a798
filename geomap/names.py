"""Place names as strings: normalize, fold, romanize, compare. Pure; knows no place.

Four forms of a name, each looser than the one before:

`normalize`  case, hyphens, apostrophes, Arabic letter variants: "letter for letter, case apart".
`plain`      also without diacritics and a leading "the": the key of the exact index.
`form`       also without articles and izafat, romanizations brought together, vowels in three classes.
`fold`       the consonants of `form`, with a mark for a leading and a final vowel: the fold class.

Arabic script does not write short vowels and its romanizations disagree on them, so the fold class keeps none;
`similarity` compares the forms, vowels included, and tells a close romanization from a chance meeting.
"""

from __future__ import annotations

import re
import unicodedata

from rapidfuzz.distance import OSA

from geomap import romanization as roman

ACCENT_PENALTY = 0.01
"""What a difference in diacritics alone costs in `similarity` (0..1)."""
FOLD_PENALTY = 0.03
"""What a difference in romanization costs at least (0..1)."""
VOWEL_EDIT_COST = 0.5
"""What another vowel costs, a consonant costing 1: romanizations disagree on vowels."""
VOWEL_ADDED_COST = 0.4
"""What a vowel more or less costs: short ones are left out as often as written (Qusayr, Qseir)."""
SCRIPT_SIMILARITY = 0.9
"""Similarity of the same fold class in two scripts: the short vowels cannot be compared."""

_APOSTROPHES = "'’‘`´ʿʾʼʻ′ˈ\u02bd"
_DASHES = "-‐‑‒–—―−_"
_SPACERS = ',;:"“”„«»()[]{}/\\|،؛!?*'
_INVISIBLE = "\u00ad\u0640\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
_ARABIC_MARKS = "".join(
    map(chr, [*range(0x610, 0x61B), *range(0x64B, 0x660), 0x670, *range(0x6D6, 0x6DD), *range(0x6DF, 0x6E9)])
)

_NORMAL = str.maketrans(
    {
        **dict.fromkeys(_APOSTROPHES + _INVISIBLE + _ARABIC_MARKS + ".", None),
        **dict.fromkeys(_DASHES + _SPACERS, " "),
        "&": " and ",
        # One letter in two encodings: Arabic and Persian yeh and kaf, the Egyptian final yeh, Urdu heh.
        "ي": "ی",
        "ى": "ی",
        "ې": "ی",
        "ك": "ک",
        "ہ": "ه",
        "ھ": "ه",
    }
)
_STROKED = str.maketrans(
    {
        "ø": "o", "œ": "oe", "æ": "ae", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ħ": "h", "ŧ": "t",
        "ŋ": "n", "ə": "a", "ǝ": "a", "ʻ": None, "ß": "ss", "ة": "ه", "ٱ": "ا",
    }
)  # fmt: skip
_PUNCTUATED = re.compile(r"[^a-z0-9 ]")
_ARABIC_SCRIPT = re.compile(r"[\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff]")
_FOLDABLE = re.compile(r"[a-z0-9\u0600-\u06ff\u0750-\u077f]")
_DIGIT_FORMS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")

_VOWELS = "aeiou"
_DOUBLED = re.compile(r"([^0-9])\1+")
_NO_VOWELS = dict.fromkeys(map(ord, _VOWELS))


def normalize(text: str) -> str:
    """Bring a name to the shape in which "letter for letter, case apart" is decided; diacritics stay."""
    lowered = text.lower() if text.isascii() else unicodedata.normalize("NFKC", text).casefold()
    if not _PUNCTUATED.search(lowered):
        return " ".join(lowered.split())
    return " ".join(lowered.translate(_NORMAL).translate(_DIGIT_FORMS).split())


def strip_accents(text: str) -> str:
    """Drop diacritics and hamza signs: "Mazār-e Sharīf" → "Mazar-e Sharif", "إدلب" → "ادلب"."""
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFD", text)
    kept = "".join(char for char in decomposed if not unicodedata.combining(char))
    return unicodedata.normalize("NFC", kept.translate(_STROKED))


def plain(text: str) -> str:
    """Key of the exact index: normalized, no diacritics, no leading "the"."""
    return plain_of_normal(normalize(text))


def plain_of_normal(normal: str) -> str:
    """`plain` of a name that is normalized already."""
    key = strip_accents(normal)
    return key[4:] if key.startswith("the ") and len(key) > 4 else key


def is_arabic_script(text: str) -> bool:
    """Whether the name is written in Arabic letters (Arabic, Persian, Pashto, Kurdish, Urdu)."""
    return _ARABIC_SCRIPT.search(text) is not None


def romanize(text: str) -> str:
    """Write Arabic letters in Latin ones, roughly: short vowels are not written and stay out.

    "دير الزور" → "dir al zur"; a text without Arabic letters comes back normalized.
    """
    words = normalize(text).split()
    return " ".join(roman.romanize_word(word) if is_arabic_script(word) else word for word in words)


def form(text: str) -> str:
    """Spelling with romanizations brought together, in one word; empty when no Latin or Arabic letter is there.

    "Deir ez-Zor", "Dayr az Zawr" and "Deir Ezzor" → "dirzur".
    """
    return _form_of_words(_fold_words(text))


def fold(text: str) -> str:
    """Fold class: consonants of `form`, "a" for a leading or a final vowel; "" when there is nothing to fold."""
    return skeleton(form(text))


def fold_forms(text: str) -> tuple[str, ...]:
    """`form` and, where a first word may hide a joined article ("Arraqqah", "Alhasakah"), the form without it."""
    words = _fold_words(text)
    forms = [_form_of_words(words)]
    if words:
        bare = _without_joined_article(words[0], sure=False)
        if bare != words[0]:
            forms.append(_form_of_words([bare, *words[1:]]))
    if "ş" in text or "Ş" in text:
        # S-cedilla is Turkish and Kurdish "sh", but the emphatic s of the BGN/PCGN romanization.
        forms.extend(fold_forms(text.replace("ş", "sh").replace("Ş", "Sh")))
    return tuple(dict.fromkeys(each for each in forms if each))


def skeleton(name_form: str) -> str:
    """Fold class of a `form`."""
    bare = name_form.translate(_NO_VOWELS)
    if not name_form or not bare:
        return "a" if name_form else ""
    lead = "a" if name_form[0] in _VOWELS else ""
    return f"{lead}{bare}a" if name_form[-1] in _VOWELS else lead + bare


def similarity(first: str, second: str) -> float:
    """How alike two names are, 0..1: 1 letter for letter, below that by diacritics, then by edits of the forms."""
    first_normal, second_normal = normalize(first), normalize(second)
    if first_normal == second_normal:
        return 1.0
    if plain(first) == plain(second):
        return 1.0 - ACCENT_PENALTY
    first_form, second_form = form(first), form(second)
    if not first_form or not second_form:
        return OSA.normalized_similarity(first_normal, second_normal) * (1.0 - FOLD_PENALTY)
    if is_arabic_script(first) != is_arabic_script(second) and skeleton(first_form) == skeleton(second_form):
        return SCRIPT_SIMILARITY
    return form_similarity(first_form, second_form)


def form_similarity(first: str, second: str) -> float:
    """Similarity of two `form`s, 0..1, at most 1 - FOLD_PENALTY: edits by the longer one's length."""
    if first == second:
        return 1.0 - FOLD_PENALTY
    edits = OSA.distance(first, second)
    consonant_edits = OSA.distance(first.translate(_NO_VOWELS), second.translate(_NO_VOWELS))
    vowel_edits = max(0, edits - consonant_edits)
    added = min(vowel_edits, abs(len(first) - len(second)))
    cost = consonant_edits + VOWEL_EDIT_COST * (vowel_edits - added) + VOWEL_ADDED_COST * added
    return max(0.0, 1.0 - cost / max(len(first), len(second), 1)) * (1.0 - FOLD_PENALTY)


def _fold_words(text: str) -> list[str]:
    """Words of a name in lower-case ASCII, articles and izafat gone, generic words in one spelling."""
    normal = normalize(text)
    if not normal.isascii():
        normal = romanize(normal) if is_arabic_script(normal) else normal
        normal = strip_accents(normal.translate(roman.LATIN_LETTERS))
    words = _PUNCTUATED.sub("", normal).split()
    if len(words) > 1:
        words = _drop_particles(words)
    return [_generic_spelling(word) for word in words]


def _generic_spelling(word: str) -> str:
    """One spelling for generic words, and for the ending -iyah where it is spelled the French or Levantine way."""
    word = roman.GENERIC_WORDS.get(word, word)
    return roman.FEMININE_END.sub("iya", word) if word.endswith(("eh", "ie", "ye")) else word


def _drop_particles(words: list[str]) -> list[str]:
    """Without articles before another word and izafat between two; a joined article after the first word goes too."""
    kept: list[str] = []
    for index, word in enumerate(words):
        follower = words[index + 1] if index + 1 < len(words) else ""
        if follower and roman.is_article(word, follower):
            continue
        if kept and follower and word in roman.IZAFAT:
            continue
        kept.append(_without_joined_article(word, sure=True) if kept else word)
    return kept


def _without_joined_article(word: str, *, sure: bool) -> str:
    """ "ezzor" → "zor"; unless `sure` is asked for, also "alhasakah" → "hasakah"."""
    match = roman.JOINED_SUN_ARTICLE.match(word) or (None if sure else roman.JOINED_ARTICLE.match(word))
    return word[match.end() :] if match else word


def _form_of_words(words: list[str]) -> str:
    letters = "".join(words)
    if "h" in letters:
        for spelling, letter in roman.H_DIGRAPHS:
            letters = letters.replace(spelling, letter)
    for spelling, letter in roman.OTHER_DIGRAPHS:
        letters = letters.replace(spelling, letter)
    letters = _DOUBLED.sub(r"\1", letters.translate(roman.ONE_SOUND))
    if "h" in letters:
        # "gah" and "ga", "mahmud" and "mamud" meet.
        letters = roman.WEAK_H.sub("", letters)
    letters = _vowel_classes(letters).replace("mb", "nb").replace("mp", "np")
    return _DOUBLED.sub(r"\1", letters).replace("X", "h")


def _vowel_classes(letters: str) -> str:
    """Glides kept as w and y, vowels and diphthongs in the classes a, i, u."""
    if "y" in letters or "i" in letters:
        letters = roman.GLIDE_Y.sub("y", letters)
    if "w" in letters or "u" in letters:
        letters = roman.GLIDE_W.sub("w", letters)
    letters = roman.FRONT_VOWEL.sub("i", letters)
    return roman.BACK_VOWEL.sub("u", letters)
