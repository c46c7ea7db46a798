"""OpenStreetMap's class and type as GeoNames feature class and code."""

from __future__ import annotations

from collections.abc import Mapping

Kind = tuple[str, str]
"""GeoNames feature class and feature code."""

PLACES: Mapping[str, Kind] = {
    "continent": ("L", "CONT"), "ocean": ("H", "OCN"), "sea": ("H", "SEA"), "country": ("A", "PCLI"),
    "state": ("A", "ADM1"), "region": ("L", "RGN"), "province": ("A", "ADM1"), "district": ("A", "ADM2"),
    "county": ("A", "ADM2"), "municipality": ("A", "ADM3"), "subdistrict": ("A", "ADM3"), "archipelago": ("T", "ISLS"),
    "island": ("T", "ISL"), "islet": ("T", "ISLET"), "city": ("P", "PPL"), "town": ("P", "PPL"),
    "village": ("P", "PPL"), "hamlet": ("P", "PPL"), "isolated_dwelling": ("P", "PPL"), "farm": ("S", "FRM"),
    "allotments": ("L", "AGRC"), "borough": ("P", "PPLX"), "suburb": ("P", "PPLX"), "quarter": ("P", "PPLX"),
    "neighbourhood": ("P", "PPLX"), "city_block": ("P", "PPLX"), "square": ("S", "SQR"), "locality": ("L", "LCTY"),
    "polder": ("T", "PLDR"),
}  # fmt: skip
"""place=…"""

ADMIN_RANKS: tuple[tuple[int, Kind], ...] = (
    (4, ("A", "PCLI")), (9, ("A", "ADM1")), (12, ("A", "ADM2")), (15, ("A", "ADM3")), (30, ("A", "ADM4")),
)  # fmt: skip
"""boundary=administrative by Nominatim's place rank, up to and with: it follows the country's own meaning of the levels
(https://nominatim.org/release-docs/latest/customize/Ranking/)."""

_OTHERS = """
boundary: national_park L.PRK, protected_area L.RESN, disputed L.RGN, historic A.ADMDH, maritime H.SEA, statistical
  A.ADMD, ceremonial A.ADM2H, religious_administration A.PRSH, aboriginal_lands A.ADMD
natural: peak T.PK, volcano T.VLC, saddle T.PASS, ridge T.RDGE, mountain_range T.MTS, hill T.HLL, valley T.VAL,
  gorge T.GRGE, cliff T.CLF, desert T.DSRT, sand T.SAND, plain T.PLN, plateau T.PLAT, cape T.CAPE, peninsula T.PEN,
  beach T.BCH, cave_entrance S.CAVE, wood V.FRST, heath V.HTH, scrub V.SCRB, water H.LK, bay H.BAY, strait H.STRT,
  spring H.SPNG, wetland H.WTLD, glacier H.GLCR, reef H.RF
water: lake H.LK, reservoir H.RSV
waterway: river H.STM, stream H.STM, canal H.CNL, wadi H.WAD, waterfall H.FLLS, dam S.DAM, weir S.WEIR, dock H.DCK
landuse: reservoir H.RSV, military L.MILB, forest V.FRST, residential P.PPLX, industrial L.INDS, cemetery S.CMTY,
  quarry S.MNQ, farmland L.AGRC, commercial L.LCTY, retail L.LCTY, port L.PRT
aeroway: aerodrome S.AIRP, airstrip S.AIRF, heliport S.AIRH, helipad S.AIRH
military: airfield S.AIRB, base S.INSM, barracks S.BRKS, checkpoint S.PSTB, naval_base L.NVB, range L.MILB,
  training_area L.MILB, danger_area L.MILB
amenity: hospital S.HSP, clinic S.HSPC, school S.SCH, college S.SCHC, university S.UNIV, prison S.PRN, police S.PP,
  courthouse S.CTHSE, townhall S.BDG, marketplace S.MKT, embassy S.DIP, bus_station S.BUSTN, ferry_terminal S.LNDF,
  library S.LIBR, theatre S.THTR, fire_station S.BLDG, grave_yard S.GRVE, monastery S.MSTY, refugee_site S.CMPRF,
  social_facility S.BLDG, arts_centre S.BLDG, conference_centre S.BLDG, exhibition_centre S.BLDG
diplomatic: embassy S.DIP
office: diplomatic S.DIP, government S.ADMF
barrier: border_control S.PSTB, checkpoint S.PSTB
leisure: stadium S.STDM, park L.PRK, nature_reserve L.RESN, sports_centre S.RECG, garden S.GDN
tourism: museum S.MUS, zoo S.ZOO, hotel S.HTL, attraction S.BLDG
historic: castle S.CSTL, fort S.FT, ruins S.RUIN, archaeological_site S.ANS, monument S.MNMT, memorial S.MNMT, tomb
  S.TMB, monastery S.MSTY
railway: station S.RSTN, halt S.RSTP, tram_stop S.RSTP, rail R.RR
public_transport: station S.STNB
power: plant S.PS, substation S.PS
man_made: bridge S.BDG, water_works S.WTRW, works S.MFG, pier S.PIER, tower S.TOWR, lighthouse S.LTHSE,
  petroleum_well S.OILW
industrial: refinery S.OILR, oil L.OILF
highway: pedestrian S.SQR
mountain_pass: yes T.PASS
shop: mall S.MALL
"""
"""class: type feature_class.feature_code, …"""


def _table(text: str) -> dict[tuple[str, str], Kind]:
    kinds: dict[tuple[str, str], Kind] = {}
    for paragraph in text.strip().replace("\n  ", " ").splitlines():
        osm_class, _, entries = paragraph.partition(": ")
        for entry in entries.split(", "):
            osm_type, kind = entry.split()
            feature_class, _, feature_code = kind.partition(".")
            kinds[osm_class, osm_type] = (feature_class, feature_code)
    return kinds


OTHERS: Mapping[tuple[str, str], Kind] = _table(_OTHERS)

WORSHIP: Mapping[str, Kind] = {
    "muslim": ("S", "MSQE"), "christian": ("S", "CH"), "jewish": ("S", "SYG"),
}  # fmt: skip
"""amenity=place_of_worship by religion."""
TEMPLE: Kind = ("S", "TMPL")

WHOLE_CLASSES: Mapping[str, Kind] = {
    "highway": ("R", "RD"), "bridge": ("S", "BDG"), "tunnel": ("R", "TNL"), "building": ("S", "BLDG"),
    "military": ("S", "INSM"), "historic": ("S", "HSTS"), "natural": ("T", ""), "boundary": ("L", "AREA"),
    "landuse": ("L", "LCTY"), "place": ("L", "LCTY"), "aeroway": ("S", "AIRP"),
}  # fmt: skip
"""Classes any type of which may be a place that reports name. The classes that are in no table (shops, offices, crafts,
post boxes …) never are: their answers are refused."""

NO_PLACES = frozenset({("place", "house"), ("place", "postcode"), ("boundary", "postal_code"), ("place", "houses")})


def kind_of(
    osm_class: str, osm_type: str, *, place_rank: int = 30, linked_place: str = "", religion: str = ""
) -> Kind | None:
    """GeoNames feature class and code; None for what is no place that a report would name.

    `linked_place` is the kind of settlement that a boundary is the area of (Nominatim's extratag).
    """
    if (osm_class, osm_type) in NO_PLACES:
        return None
    if osm_class == "boundary" and osm_type == "administrative":
        if linked_place in PLACES and PLACES[linked_place][0] == "P":
            return PLACES[linked_place]
        return next(kind for rank, kind in ADMIN_RANKS if place_rank <= rank)
    if osm_class == "place" and osm_type in PLACES:
        return PLACES[osm_type]
    if osm_type == "place_of_worship":
        return WORSHIP.get(religion, TEMPLE)
    return OTHERS.get((osm_class, osm_type)) or WHOLE_CLASSES.get(osm_class)
