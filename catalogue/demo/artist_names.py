"""Names for artists: assembled from words, by shapes that are common in each genre."""

from __future__ import annotations

from random import Random
from typing import Final

from catalogue.demo import scripts
from catalogue.demo.phrases import fresh_phrase, listed, phrase

_WORDS: Final = {
    "first": listed(
        """Élodie, Søren, Maëlle, João, Núria, Åsa, Tobias, Imani, Petra, Callum, Yuna, Dario, Freya, Amadou,
        Lucía, Bastian, Noémie, Kwabena, Ingrid, Rafaël, Thandi, Milo, Saskia, Eamon, Priya, Anselm, Wren,
        Ilse, Tadeo, Odile"""
    ),
    "surname": listed(
        """Corvane, Lindqvale, Okonde, Ashmere, Vantreil, Brémond-Lys, Tarnfield, Quillane, Morrow-Dey,
        Hallvik, Serrabosa, Winterbourne-Ash, Delacrue, Pellgrove, Nakariba, Strandvik, Oyeleye-Marsh,
        Farrowgate, Ystrada, Kestrelle, Dunmarrow, Valdoro, Thistlecombe, Marquenne, Aldersund, Beaumarais,
        Rookwell, Castelmira"""
    ),
    "place": listed(
        """Alderwick, Port-Lune, Vesterholm, Montclair-sur-Ain, Ravnstad, Quillhaven, Solderbrook, Eastmarch"""
    ),
    "stray": listed(
        """Cardinal, Umber, Paragraph, Tangent, Domino, Quarter, Juniper, Marquis, Velour, Sixpence, Ferris,
        Cobalt"""
    ),
    "title": listed("Kid, Deacon, Big, Lil', Professor, Saint, Miss, Duke"),
    "adjective": listed(
        """Paper, Lunar, Copper, Velvet, Distant, Saltwater, Feral, Second, Marble, Pocket, Crooked, Tidal,
        Northern, Polite, Amber, Lazy"""
    ),
    "creature": listed(
        """Herons, Foxes, Lanterns, Tigers, Astronauts, Magpies, Cousins, Swimmers, Moths, Librarians, Owls,
        Pilots"""
    ),
    "thing": listed(
        """Arcade, Atlas, Parade, Telegraph, Lagoon, Orchard, Meridian, Aviary, Cascade, Observatory, Matinée,
        Carousel, Lighthouse, Monsoon"""
    ),
    "machine": listed("Vektor, Oszil, Kilo, Mono, Halogen, Phase, Hyper, Ion, Tessel, Optik"),
    "suffix": listed("nova, wave, form, drome, line, tron, gram, field"),
    "grim": listed("Grim, Ashen, Iron, Wyrm, Bone, Storm, Hollow, Frost, Thorn, Gore"),
    "doom": listed("vault, moor, spire, fang, warden, shroud, crown, hammer, mire, gale"),
    "easy": listed("Sunrise, Palmtree, Brightwater, Hillside, Cedar, Harbour, Mango, Ridge"),
    "crew": listed("Rockers, Brothers, Foundation, Sisters, Sound, Travellers, Union"),
    "combo": listed("Quartet, Trio, Quintet, Ensemble, Octet"),
    "chamber": listed("Chamber Players, Sinfonietta, Philharmonia, String Quartet, Camerata, Consort"),
    "sleepy": listed("sleepy, dusty, cloudy, mossy, tiny, rainy, pillow, oolong"),
    "object": listed("tapes, teacup, beats, kettle, slippers, attic, notebook, radiator"),
}

_SHAPES: Final = {
    "Pop": ("{first} {surname}", "{first}", "{adjective} {thing}", "{adjective} {creature}"),
    "Rap/Hip Hop": ("{title} {stray}", "{title} {stray}", "{first} {stray}", "{stray} {surname}"),
    "Rock": ("The {adjective} {creature}", "{adjective} {thing}", "{first} & the {creature}", "The {surname}s"),
    "Electro": ("{machine}{suffix}", "{machine}{suffix}", "{machine}{suffix}", "{machine} {thing}", "DJ {surname}"),
    "R&B": ("{first} {surname}", "{first} {stray}", "{first}"),
    "Folk": ("{first} {surname}", "{first} & {first}", "The {place} {creature}", "{surname} & {surname}"),
    "Reggae": ("The {easy} {crew}", "{first} {easy}", "{easy} {crew}", "{title} {easy}"),
    "Jazz": ("{first} {surname} {combo}", "{first} {surname}", "The {place} {combo}"),
    "Classical": ("{place} {chamber}", "{first} {surname}", "{first} {surname}"),
    "Soul & Funk": ("{first} & the {crew}", "The {adjective} {crew}", "{title} {surname}", "{first} {surname}"),
    "Metal": ("{grim}{doom}", "{grim}{doom}", "{grim} {thing}", "{grim} {creature}"),
    "Lo-Fi": ("{sleepy} {object}", "{sleepy} {object}", "{object} for {first}"),
}


def name_artist(genre: str, rolls: Random, taken: set[str]) -> str:
    """A name nobody in ``taken`` bears yet; the first artist of some genres bears one in another script."""
    foreign = scripts.NAMES.get(genre)
    if foreign and foreign not in taken:
        taken.add(foreign)
        return foreign
    return fresh_phrase(lambda: phrase(_SHAPES[genre], _WORDS, rolls), taken)
