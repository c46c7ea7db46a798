"""The world of the test server, written by hand; no OpenStreetMap data.

Towns and boundaries are real ones at approximate positions, boundaries as rough boxes. The villages are invented, so
that no gazetteer will ever have them, at positions in the countryside of real provinces.
"""

from __future__ import annotations

from typing import NamedTuple


class Spot(NamedTuple):
    """A settlement."""

    lat: float
    lon: float
    kind: str
    """OSM's place=…"""
    tags: dict[str, str]


class Area(NamedTuple):
    """A boundary as a box."""

    level: int
    """OSM's admin_level."""
    box: tuple[float, float, float, float]
    """South, west, north, east."""
    tags: dict[str, str]
    label: str = ""
    """English name of the town that is its seat or its label."""


class Village(NamedTuple):
    """An invented village and the way it is asked for."""

    country_code: str
    admin1: str
    lat: float
    lon: float
    name: str
    local: str
    """Name in the local script."""
    asked: str
    """As a report spells it."""


def town(lat: float, lon: float, kind: str, local: str, english: str, **more: str) -> Spot:
    """A town with a local and an English name; `alt_en` and the like become alt_name:en."""
    tags = {key.replace("_en", ":en"): value for key, value in more.items()}
    return Spot(lat, lon, kind, {"name": local, "name:en": english, **tags})


TOWNS = [
    Spot(53.4795, -2.2451, "city", {
        "name": "Manchester", "name:ar": "مانشستر", "name:fr": "Manchester", "alt_name": "Mancunium",
        "wikidata": "Q18125", "population": "552000"}),
    Spot(53.4875, -2.2901, "city", {"name": "Salford", "name:ar": "سالفورد"}),
    Spot(53.4106, -2.1575, "town", {"name": "Stockport"}),
    Spot(53.5409, -2.1114, "town", {"name": "Oldham"}),
    Spot(51.5074, -0.1278, "city", {"name": "London", "name:ar": "لندن", "name:fr": "Londres", "capital": "yes"}),
    Spot(42.9956, -71.4548, "city", {"name": "Manchester", "wikidata": "Q28260"}),
    Spot(41.7759, -72.5215, "town", {"name": "Manchester"}),
    town(34.4367, 35.8497, "city", "طرابلس", "Tripoli", alt_name_en="Tarabulus;Trablous"),
    town(32.8872, 13.1913, "city", "طرابلس", "Tripoli", alt_name_en="Tarabulus al-Gharb"),
    town(34.5553, 69.2075, "city", "کابل", "Kabul", capital="yes", alt_name_en="Kabol;Cabul"),
    town(36.7090, 67.1109, "city", "مزار شریف", "Mazar-i-Sharif", alt_name_en="Mazar-e Sharif;Mazār-i-Sharīf"),
    town(36.7581, 66.8989, "town", "بلخ", "Balkh"),
    town(36.7286, 68.8681, "city", "کندوز", "Kunduz"),
    town(31.5830, 64.3690, "city", "لشکرگاه", "Lashkar Gah"),
    town(36.3400, 43.1300, "city", "الموصل", "Mosul", alt_name_en="Al-Mawsil"),
    town(36.3228, 41.8639, "town", "سنجار", "Sinjar", alt_name_en="Shingal;Shengal"),
    town(33.3152, 44.3661, "city", "بغداد", "Baghdad", capital="yes"),
    town(35.4681, 44.3922, "city", "كركوك", "Kirkuk"),
    town(35.9500, 39.0100, "city", "الرقة", "Raqqa", alt_name_en="Ar-Raqqah;Rakka"),
    town(36.2021, 37.1343, "city", "حلب", "Aleppo", alt_name_en="Halab"),
    town(36.5300, 37.2800, "village", "دابق", "Dabiq", alt_name_en="Dabeq"),
    town(36.0833, 37.0167, "village", "خان العسل", "Khan al-Asal", alt_name_en="Khan al-Assal"),
    town(33.5138, 36.2765, "city", "دمشق", "Damascus", capital="yes", alt_name_en="Dimashq"),
    town(35.9306, 36.6339, "city", "إدلب", "Idlib"),
]  # fmt: skip

VILLAGES = [
    Village("SY", "Aleppo", 36.4120, 37.4310, "Tall Warshin", "تل ورشين", "Tel Warsheen"),
    Village("SY", "Aleppo", 36.2875, 37.6120, "Kafr Zunbil", "كفر زنبل", "Kafr Zunbil"),
    Village("SY", "Aleppo", 36.0510, 37.4425, "Khirbat al-Mazlum", "خربة المظلوم", "Khirbet al-Mazloum"),
    Village("SY", "Aleppo", 36.6105, 37.7090, "Umm Rughbah", "أم رغبة", "Umm Rughbah"),
    Village("SY", "Aleppo", 35.8840, 37.2655, "Burj al-Hanin", "برج الحنين", "Burj al-Hanin"),
    Village("SY", "Aleppo", 36.4490, 36.9120, "Dayr Sarkis", "دير سركيس", "Deir Sarkis"),
    Village("SY", "Aleppo", 36.1710, 37.9040, "Jubb al-Ghurban", "جب الغربان", "Jubb al-Ghurban"),
    Village("SY", "Raqqa", 36.2230, 38.9010, "Tall Hamzawi", "تل حمزاوي", "Tal Hamzawi"),
    Village("SY", "Raqqa", 36.4015, 39.2140, "Bir Qashqul", "بير قشقول", "Bir Qashqul"),
    Village("SY", "Raqqa", 35.8030, 38.6120, "Rasm Abu Lawz", "رسم أبو لوز", "Rasm Abu Lawz"),
    Village("SY", "Raqqa", 36.2530, 38.7210, "Khirbat Dumaysh", "خربة دميش", "Khirbet Dumaysh"),
    Village("SY", "Raqqa", 35.6425, 39.3320, "Huwayjat Shannan", "حويجة شنان", "Huwayjat Shannan"),
    Village("SY", "Idlib", 35.7610, 36.7035, "Kafr Qandil", "كفر قنديل", "Kafr Qandeel"),
    Village("SY", "Idlib", 35.6020, 36.5840, "Maar Zubdah", "معر زبدة", "Maar Zubdah"),
    Village("SY", "Idlib", 35.8855, 36.4405, "Ayn Shabbut", "عين شبوط", "Ain Shabbout"),
    Village("SY", "Idlib", 36.0410, 36.5230, "Kafr Lubnan", "كفر لبنان", "Kafr Lubnan"),
    Village("SY", "Idlib", 35.5315, 36.7825, "Tall Birqash", "تل برقش", "Tell Birqash"),
    Village("SY", "Idlib", 35.7905, 36.8610, "Umm Jarzun", "أم جرزون", "Um Jarzoun"),
    Village("SY", "Hasakah", 36.7410, 40.5520, "Tall Nawruzi", "تل نوروزي", "Tal Nawruzi"),
    Village("SY", "Hasakah", 36.4220, 40.9035, "Khirbat Zirkan", "خربة زركان", "Khirbat Zirkan"),
    Village("IQ", "Nineveh", 36.5020, 42.9210, "Kani Harmal", "كاني حرمل", "Kani Harmal"),
    Village("IQ", "Nineveh", 36.2310, 43.4110, "Tall Shaqra", "تل شقرا", "Tal Shaqra"),
    Village("IQ", "Nineveh", 36.1125, 42.6520, "Khirbat Salman", "خربة سلمان", "Khirbat Salman"),
    Village("IQ", "Nineveh", 36.4430, 41.9915, "Gir Hasko", "گر حسكو", "Gir Hasko"),
    Village("IQ", "Nineveh", 36.6110, 43.2030, "Bir Zaytunah", "بير زيتونة", "Bir Zaytounah"),
    Village("IQ", "Nineveh", 36.0240, 43.2215, "Qaryat al-Muhajjal", "قرية المحجل", "Qaryat al-Muhajjal"),
    Village("IQ", "Nineveh", 36.2945, 42.2150, "Umm Qirdan", "أم قردان", "Umm Qirdan"),
    Village("IQ", "Nineveh", 36.3520, 43.5230, "Basatliyah", "بساتلية", "Basatliyah"),
    Village("IQ", "Nineveh", 35.9015, 42.9330, "Tall al-Washwash", "تل الوشوش", "Tall al-Washwash"),
    Village("IQ", "Nineveh", 36.5530, 42.5110, "Shaykh Murjan", "شيخ مرجان", "Sheikh Murjan"),
    Village("IQ", "Kirkuk", 35.3310, 44.1520, "Albu Sharqat", "البو شرقات", "Albu Sharqat"),
    Village("IQ", "Kirkuk", 35.5225, 44.0410, "Qara Tubrak", "قره توبراك", "Qara Tubrak"),
    Village("IQ", "Kirkuk", 35.2415, 44.4130, "Daraman Bashi", "درمان باشي", "Daraman Bashi"),
    Village("IQ", "Kirkuk", 35.6120, 44.2310, "Kani Sarchawa", "كاني سرچاوه", "Kani Sarchawa"),
    Village("IQ", "Kirkuk", 35.1230, 44.0120, "Zanjiliyat al-Hawd", "زنجيلية الحوض", "Zanjiliyat al-Hawd"),
    Village("AF", "Kunduz", 36.8120, 68.7310, "Qara Shutur", "قره شتر", "Qara Shutur"),
    Village("AF", "Kunduz", 36.6215, 68.9520, "Nawabad-e Zaghcha", "نوآباد زاغچه", "Nawabad-e Zaghcha"),
    Village("AF", "Kunduz", 36.9310, 68.5125, "Aq Mazari", "آق مزاری", "Aq Mazari"),
    Village("AF", "Kunduz", 36.5430, 68.6210, "Kotal-e Barfi", "کوتل برفی", "Kotal-e Barfi"),
    Village("AF", "Kunduz", 36.7715, 69.0530, "Gul Tapah-ye Bala", "گل تپه بالا", "Gul Tapah-ye Bala"),
    Village("AF", "Balkh", 36.5120, 66.9310, "Sangtuda", "سنگتوده", "Sangtuda"),
    Village("AF", "Balkh", 36.9230, 66.7015, "Deh-e Zardalu", "ده زردآلو", "Deh-e Zardalu"),
    Village("AF", "Balkh", 36.4010, 67.3220, "Chashma-ye Lalagun", "چشمه لاله گون", "Chashma-ye Lalagun"),
    Village("AF", "Balkh", 36.8425, 67.4110, "Qishlaq-e Tutak", "قشلاق توتک", "Qishlaq-e Tutak"),
    Village("AF", "Helmand", 31.7210, 64.5120, "Khwaja Ghundai", "خواجه غوندی", "Khwaja Ghundai"),
    Village("AF", "Helmand", 31.9430, 64.7310, "Loy Spinkai", "لوی سپینکی", "Loy Spinkai"),
    Village("AF", "Helmand", 32.1120, 64.8425, "Baghran Qalacha", "بغران قلعچه", "Baghran Qalacha"),
    Village("AF", "Helmand", 31.4015, 64.2230, "Mirabkhel", "میرآب خیل", "Mirabkhel"),
    Village("AF", "Helmand", 32.3310, 65.0120, "Tor Manda", "تور منده", "Tor Manda"),
    Village("GB", "England", 53.6320, -2.0110, "Hagshaw Clough", "Hagshaw Clough", "Hagshaw Clough"),
    Village("GB", "England", 53.4210, -2.0415, "Nether Brockley", "Nether Brockley", "Nether Brockley"),
    Village("GB", "England", 53.5730, -2.4120, "Thistlemoor Fold", "Thistlemoor Fold", "Thistlemoor Fold"),
    Village("GB", "England", 53.4515, -2.5010, "Ravensgreave", "Ravensgreave", "Ravensgreave"),
]  # fmt: skip

HOMONYMS = [
    # A village's name in another country too: near the border, and far away.
    Village("TR", "Şanlıurfa", 37.1520, 38.7910, "Tall Hamzawi", "Tall Hamzawi", "Tall Hamzawi"),
    Village("IR", "Kermanshah", 34.3120, 47.0610, "Qara Tubrak", "قره توبراک", "Qara Tubrak"),
    Village("IN", "Kerala", 10.1520, 76.3910, "Sangtuda", "Sangtuda", "Sangtuda"),
    Village("US", "Vermont", 44.0120, -72.7010, "Ravensgreave", "Ravensgreave", "Ravensgreave"),
    Village("FR", "Normandie", 49.1810, -0.3710, "Kafr Zunbil", "Kafr Zunbil", "Kafr Zunbil"),
]
"""Names of villages above, elsewhere."""

ELSEWHERE = [
    Village("TR", "Ankara", 39.7420, 32.4110, "Qarabozkir", "Qarabozkir", "Qarabozkir"),
    Village("IN", "Bihar", 25.6120, 85.1410, "Dehmurgan", "Dehmurgan", "Dehmurgan"),
    Village("US", "Ohio", 40.1020, -82.9110, "Zaffaraniya Heights", "Zaffaraniya Heights", "Zaffaraniya Heights"),
    Village("FR", "Bretagne", 48.1120, -1.6810, "Kerghazal", "Kerghazal", "Kerghazal"),
]
"""Invented villages that stand in no country of the reports: never to be taken for them."""

COUNTRIES = [
    Area(
        2, (49.9, -8.2, 60.9, 1.8), {"name": "United Kingdom", "ISO3166-1:alpha2": "GB", "name:ar": "المملكة المتحدة"}
    ),
    Area(2, (29.4, 60.5, 38.5, 74.9), {"name": "افغانستان", "ISO3166-1:alpha2": "AF", "name:en": "Afghanistan"}),
    Area(
        2, (29.0, 41.2, 37.4, 46.0), {"name": "العراق", "ISO3166-1:alpha2": "IQ", "name:en": "Iraq", "name:fr": "Irak"}
    ),
    Area(2, (32.3, 35.9, 37.1, 41.19), {"name": "سوريا", "ISO3166-1:alpha2": "SY", "name:en": "Syria"}),
]

BOUNDARIES = [
    Area(4, (50.0, -3.2, 55.8, 1.7), {"name": "England", "name:ar": "إنجلترا"}),
    Area(6, (53.327, -2.730, 53.686, -1.910), {"name": "Greater Manchester", "name:ar": "مانشستر الكبرى"}),
    Area(8, (53.340, -2.320, 53.545, -2.147), {"name": "Manchester"}, "Manchester"),
    Area(8, (53.416, -2.490, 53.542, -2.3201), {"name": "Salford"}, "Salford"),
    Area(4, (36.0, 66.2, 37.4, 68.0), {"name": "ولایت بلخ", "name:en": "Balkh Province"}, "Mazar-i-Sharif"),
    Area(4, (36.3, 68.2, 37.2, 69.2), {"name": "ولایت کندوز", "name:en": "Kunduz Province"}, "Kunduz"),
    Area(4, (29.5, 62.7, 33.0, 65.3), {"name": "ولایت هلمند", "name:en": "Helmand Province"}, "Lashkar Gah"),
    Area(4, (34.2, 68.8, 34.9, 69.9), {"name": "ولایت کابل", "name:en": "Kabul Province"}, "Kabul"),
    Area(4, (35.7, 41.3, 37.1, 44.0), {
        "name": "محافظة نينوى", "name:en": "Nineveh Governorate", "alt_name:en": "Ninawa;Ninewa"}, "Mosul"),
    Area(4, (35.0, 43.4, 35.69, 44.8), {"name": "محافظة كركوك", "name:en": "Kirkuk Governorate"}, "Kirkuk"),
    Area(4, (35.0, 38.05, 36.9, 40.0), {"name": "محافظة الرقة", "name:en": "Raqqa Governorate"}, "Raqqa"),
    Area(4, (35.4, 36.89, 36.9, 38.04), {"name": "محافظة حلب", "name:en": "Aleppo Governorate"}, "Aleppo"),
    Area(4, (35.3, 36.2, 36.3, 36.88), {"name": "محافظة إدلب", "name:en": "Idlib Governorate"}, "Idlib"),
]  # fmt: skip
