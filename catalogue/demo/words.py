"""Words for titles: those that suit any music, and what each genre adds to them."""

from __future__ import annotations

from typing import Final

from catalogue.demo.phrases import listed

SHARED: Final = {
    "adjective": listed(
        """Amber, Quiet, Hollow, Paper, Silver, Distant, Borrowed, Tender, Restless, Salt, Slow, Hidden, Careless,
        Crooked, Golden, Second, Faithful, Late, Weightless, Patient, Wild, Northern, Open, Unsent, Bitter, Gentle"""
    ),
    "noun": listed(
        """Harbour, Lantern, Orchard, Window, Mirror, River, Letter, Signal, Garden, Tide, Ladder, Kite, Bridge,
        Compass, Ember, Meadow, Station, Anchor, Feather, Thunder, Balcony, Comet, Island, Staircase, Postcard, Sparrow,
        Horizon, Curtain, Atlas, Telephone, Satellite, Blanket, Almanac, Carousel, Voyage, Shoreline"""
    ),
    "plural": listed(
        """Lanterns, Letters, Windows, Rivers, Strangers, Satellites, Summers, Mirrors, Echoes, Orchards, Kites,
        Shadows, Bridges, Matches, Promises, Postcards, Feathers, Wires, Harbours, Seasons"""
    ),
    "place": listed(
        """Valparaíso, Trieste, Lisbon, Tangier, Uppsala, Odesa, Kyoto, Montréal, Galway, Porto, Tbilisi, Reykjavík,
        Marseille, Zanzibar, Aberdeen, Oaxaca, Ljubljana, Hobart, Córdoba, Tromsø"""
    ),
    "time": listed(
        """Midnight, Sunday, November, Daybreak, Last Summer, Twilight, Half Past Three, Tomorrow, Midwinter, Tuesday,
        Leap Year, September, Blue Hour, First Light"""
    ),
    "doing": listed(
        """Waiting, Falling, Dancing, Drifting, Burning, Counting, Leaving, Dreaming, Running, Sailing, Whispering,
        Turning, Looking, Singing, Building, Sleeping"""
    ),
    "do": listed("Follow, Hold, Carry, Forget, Light, Cross, Remember, Paint, Leave, Find, Break, Keep, Wake, Name"),
    "first": listed(
        """Marguerite, Inés, Odette, Caspian, Noor, Elowen, Ruben, Ottilie, Zoë, Ishaan, Juniper, Leopold, Saoirse,
        Tomasz, Anaïs, Matteo"""
    ),
    "number": listed("Two, Three, Four, Seven, Nine, Eleven, Forty, A Hundred, A Thousand"),
    "numeral": listed("No. 1, No. 2, No. 3, No. 4, No. 5, No. 6, No. 7, No. 8, No. 9, No. 11, No. 12, No. 14"),
    "key": listed("C major, D minor, E-flat major, F major, G minor, A minor, A-flat major, B minor, E minor, D major"),
    "movement": listed(
        "Andante, Allegro, Adagio, Largo, Presto, Moderato, Allegretto, Vivace, Lento, Scherzo, Rondo, Andantino"
    ),
    "form": listed(
        "Nocturne, Prelude, Étude, Impromptu, Barcarolle, Bagatelle, Elegy, Romance, Intermezzo, Berceuse, Arabesque"
    ),
    "forms": listed("Nocturnes, Preludes, Études, Impromptus, Barcarolles, Bagatelles, Elegies, Romances, Arabesques"),
    "works": listed("Sonatas, String Quartets, Suites, Partitas, Serenades, Trios, Symphonies"),
    "work": listed("Sonata, String Quartet, Suite, Partita, Serenade, Trio, Divertimento, Symphony, Concertino"),
}

FLAVOUR: Final = {
    "Pop": {
        "adjective": listed("Neon, Sugar, Electric, Glitter, Heartbeat, Sweet, Velvet, Honey, Diamond, Pastel"),
        "noun": listed("Heart, Kiss, Polaroid, Lipstick, Daydream, Butterfly, Fever, Weekend, Secret, Crush, Ceiling"),
    },
    "Rap/Hip Hop": {
        "adjective": listed("Concrete, Heavy, Certified, Cold, Crosstown, Overnight, Unbothered, Solid, Double, Cash"),
        "noun": listed(
            "Corner, Receipt, Block, Margin, Ledger, Pressure, Crown, Verse, Elevator, Barbershop, Freestyle"
        ),
    },
    "Rock": {
        "adjective": listed("Rusted, Broken, Loud, Gasoline, Runaway, Electric, Ragged, Stray, Thunder, Wired"),
        "noun": listed("Highway, Engine, Radio, Wolf, Fuse, Motel, Riot, Switchblade, Hurricane, Jukebox, Outlaw"),
    },
    "Electro": {
        "adjective": listed("Magnetic, Parallel, Analog, Phosphor, Chrome, Infinite, Digital, Modular, Static, Ultra"),
        "noun": listed(
            "Circuit, Pulse, Voltage, Orbit, Spectrum, Sequence, Photon, Vector, Terminal, Frequency, Prism"
        ),
    },
    "R&B": {
        "adjective": listed("Velvet, Slow, Honest, Candlelit, Tender, Midnight, Silk, Warm, Private, Sacred"),
        "noun": listed("Whisper, Touch, Perfume, Bedroom, Confession, Pillow, Distance, Skin, Devotion, Afterglow"),
    },
    "Folk": {
        "adjective": listed("Weathered, Barefoot, Cedar, Winter, Lonesome, Wooden, Mossy, Clover, Driftwood, Hazel"),
        "noun": listed(
            "Hillside, Ferry, Chapel, Crow, Hearth, Miller, Heather, Shepherd, Barley, Oak, Lullaby, Ballad"
        ),
    },
    "Reggae": {
        "adjective": listed("Sunny, Irie, Rooted, Easy, Rising, Mango, Tropical, Upfull, Steady, Natural"),
        "noun": listed("Sunrise, Rhythm, Mountain, Riddim, Freedom, Shoreline, Drum, Yard, Blessing, Fisherman, Mango"),
    },
    "Jazz": {
        "adjective": listed("Blue, Smoky, Minor, Uptown, Lazy, Oblique, Indigo, Sidelong, After-Hours, Mellow"),
        "noun": listed("Waltz, Avenue, Cascade, Portrait, Bossa, Reverie, Taxi, Cigar, Stroll, Turnaround, Rendezvous"),
    },
    "Classical": {
        "adjective": listed("Pastoral, Solemn, Autumn, Celestial, Winter, Marble, Luminous, Evening, Ancient, Serene"),
        "noun": listed("Fountain, Cathedral, Procession, Nightingale, Reverie, Cloister, Swallow, Landscape, Aurora"),
    },
    "Soul & Funk": {
        "adjective": listed("Sweet, Funky, Righteous, Golden, Sunday, Brass, Greasy, Uptown, Sanctified, Groovy"),
        "noun": listed("Groove, Gospel, Kitchen, Strut, Sunshine, Sermon, Backbeat, Sister, Party, Devotion, Shuffle"),
    },
    "Metal": {
        "adjective": listed("Iron, Ashen, Obsidian, Grim, Frozen, Cursed, Burning, Wretched, Eternal, Blackened"),
        "noun": listed(
            "Throne, Serpent, Citadel, Plague, Monolith, Raven, Abyss, Oath, Crypt, Inferno, Eclipse, Reaper"
        ),
    },
    "Lo-Fi": {
        "adjective": listed("Dusty, Sleepy, Cozy, Foggy, Faded, Rainy, Mellow, Matcha, Soft, Pocket"),
        "noun": listed("Notebook, Teapot, Cassette, Bookshop, Ramen, Raincoat, Bus Stop, Cat Nap, Desk Lamp, Sweater"),
    },
}
