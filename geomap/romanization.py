"""Tables of romanization that `names` works with: Arabic letters, digraphs, articles, generic words.

What the field does to Arabic, Persian, Pashto and Kurdish names: BGN/PCGN (GeoNames), UN and OCHA lists, French
mandate spellings in Syria, newspaper usage. The tables were written from those usages; no name list was fitted.
"""

from __future__ import annotations

import re

_CONSONANTS = {
    "ب": "b", "ت": "t", "ث": "th", "ج": "j", "ح": "h", "خ": "kh", "د": "d", "ذ": "dh", "ر": "r", "ز": "z",
    "س": "s", "ش": "sh", "ص": "s", "ض": "d", "ط": "t", "ظ": "z", "غ": "gh", "ف": "f", "ق": "q", "ک": "k",
    "ك": "k", "ل": "l", "م": "m", "ن": "n", "ه": "h", "پ": "p", "چ": "ch", "ژ": "zh", "گ": "g", "ڤ": "v",
    "ڕ": "r", "ڵ": "l", "ټ": "t", "ډ": "d", "ړ": "r", "ږ": "zh", "ښ": "sh", "ڼ": "n", "څ": "ts", "ځ": "z",
    "ګ": "g", "ٹ": "t", "ڈ": "d", "ڑ": "r", "ں": "n", "ڭ": "ng", "ۆ": "o", "ۇ": "u", "ێ": "e",
}  # fmt: skip
_VOWEL_LETTERS = {
    "ا": "a", "أ": "a", "إ": "i", "آ": "a", "ٱ": "a", "ع": "a", "ة": "a", "ە": "a", "ۀ": "a", "ۃ": "a",
    "ے": "e", "ۍ": "i", "ء": "", "ئ": "", "ؤ": "u",
}  # fmt: skip
_WAW = "وۋ"
_YEH = "یيىې"
_ARTICLE = "ال"
_ARTICLE_LEAST_LETTERS = 5
"""An Arabic word that starts with the letters of the article is taken to have it from this length on."""


def romanize_word(word: str) -> str:
    """One word in Arabic letters, written from its end: whether و and ی are vowels depends on what follows."""
    if word.startswith(_ARTICLE) and len(word) >= _ARTICLE_LEAST_LETTERS - 1:
        return f"al {romanize_word(word[len(_ARTICLE) :])}"
    letters: list[str] = []
    for index in range(len(word) - 1, -1, -1):
        following = letters[-1] if letters else ""
        letters.append(_letter(word, index, following))
    return "".join(reversed(letters))


def _letter(word: str, index: int, following: str) -> str:
    char = word[index]
    is_last = index == len(word) - 1
    if char in _WAW or char in _YEH:
        consonant, vowel = ("w", "u") if char in _WAW else ("y", "i")
        if following[:1] in ("a", "e", "i", "o", "u"):
            return consonant
        # At the start of a word a short vowel follows that is not written.
        return f"{consonant}a" if index == 0 and following else vowel
    if char == "ه" and is_last and index > 0 and word[index - 1] not in _VOWEL_LETTERS:
        return "a"
    if char == "ع" and is_last:
        return ""
    if char in _CONSONANTS:
        return _CONSONANTS[char]
    return _VOWEL_LETTERS.get(char, char if char.isascii() else "")


LATIN_LETTERS = str.maketrans(
    {
        "š": "sh", "ś": "sh", "č": "ch", "ç": "ch", "ć": "ch", "ž": "zh", "ğ": "gh", "ġ": "gh", "ḡ": "gh",
        "ḫ": "kh", "ẖ": "kh", "x": "kh", "ḏ": "dh", "ṯ": "th", "ĵ": "j", "ǧ": "j", "ŏ": "o", "ŭ": "w",
    }
)  # fmt: skip

H_DIGRAPHS = (
    ("cheikh", "SeX"), ("khw", "X"), ("tch", "C"), ("sch", "S"), ("kh", "X"), ("gh", "g"), ("sh", "S"), ("ch", "C"),
    ("th", "t"), ("dh", "d"), ("zh", "j"), ("ph", "f"),
)  # fmt: skip
OTHER_DIGRAPHS = (("dj", "j"), ("ck", "k"), ("ee", "i"), ("oo", "u"), ("ou", "u"))
ONE_SOUND = str.maketrans("qcxv", "kkXw")
"""Spellings and the one letter that stands for the sound; X is kh until weak h is dropped, then h."""

WEAK_H = re.compile(r"(?<=[aeiou])h(?![aeiou])")
GLIDE_Y = re.compile(r"(?:i?y|i)(?=[aou])|(?:(?<=[aeou])y|iy|^y)(?=[aeiou])|(?<=[^aeiouyw])y(?=[aeou])")
"""y before a vowel, i before another vowel, the i that only carries the y ("Bamiyan", "Bamyan", "Bamian")."""
GLIDE_W = re.compile(r"(?:u?w|u)(?=[aei])|(?:u?w)(?=[ou])")
FRONT_VOWEL = re.compile(r"[ae]?(?:i|y(?![aeiou]))|ae|e")
BACK_VOWEL = re.compile(r"[aou]?(?:u|w(?![aeiou]))|ao|o")

FEMININE_END = re.compile(r"i[ey]?eh?$")
"""The ending -iyah in French and Levantine spelling (Salamieh, Kamechliye)."""
IZAFAT = frozenset(("i", "e", "ye", "yi", "y"))
_MOON_ARTICLES = frozenset(("al", "el", "ul", "il", "l"))
_SUN_ARTICLES = {
    "ar": "r", "er": "r", "ur": "r", "as": "s", "es": "s", "us": "s", "ash": "sh", "esh": "sh", "ush": "sh",
    "ach": "ch", "ech": "ch", "ad": "d", "ed": "d", "ud": "d", "adh": "d", "edh": "d", "at": "t", "et": "t",
    "ut": "t", "ath": "t", "eth": "t", "az": "z", "ez": "z", "uz": "z", "an": "n", "en": "n", "un": "n",
}  # fmt: skip
JOINED_SUN_ARTICLE = re.compile(r"[ae](?:(?=sh)sh(?=sh)|([rsdtzn])(?=\1))(?=.{3})")
JOINED_ARTICLE = re.compile(r"[ae]l(?=[^aeiou].{2})")


def is_article(word: str, follower: str) -> bool:
    """Whether `word` is the Arabic article before `follower` (with a sun letter only its own form counts)."""
    return word in _MOON_ARTICLES or (word in _SUN_ARTICLES and follower.startswith(_SUN_ARTICLES[word]))


GENERIC_WORDS: dict[str, str] = {
    **dict.fromkeys(("sheik", "sheikh", "shaikh", "shaykh", "cheikh", "shekh", "seyh", "sheykh"), "shaikh"),
    **dict.fromkeys(("chahar", "chehar", "chahr", "char"), "char"),
    **dict.fromkeys(("qalat", "qalaat", "qalah", "qalay", "qalai", "qaleh", "qala", "kala", "kalat", "qalaa"), "qala"),
    **dict.fromkeys(("nahar", "nahr", "nehr"), "nahr"),
    **dict.fromkeys(("shahar", "shahr", "shehr", "shar"), "shahr"),
    **dict.fromkeys(("abu", "abou", "ebu", "albu", "abo", "bou"), "bu"),
    **dict.fromkeys(("ibn", "bin", "ben", "bani", "beni"), "bin"),
    **dict.fromkeys(("khirbat", "khirbet", "khirba", "khirbah", "kherbet", "kherba", "khurbat", "hirbet"), "khirbat"),
    **dict.fromkeys(("abdul", "abdel", "abdal", "abdol", "abd"), "abd"),
    **dict.fromkeys(("deh", "dih", "dah", "de"), "di"),
    **dict.fromkeys(("kafr", "kafar", "kfar", "kefr", "kefer", "kufr"), "kafr"),
    **dict.fromkeys(("tall", "tal", "tel", "tell", "til", "till"), "tal"),
    **dict.fromkeys(("ayn", "ain", "ein", "en", "eyn"), "ain"),
    **dict.fromkeys(("jabal", "jebel", "jabel", "djebel", "gebel", "jbel"), "jabal"),
}
"""First parts of names that are spelled in many ways, in one spelling each."""
