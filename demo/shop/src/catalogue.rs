//! What is sold. Nothing, really.

use crate::Language;

/// A thing to buy.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Product {
    /// Its name in addresses, and of its picture.
    pub(crate) slug: &'static str,
    /// What one costs.
    pub(crate) cents: u32,
    /// English, Finnish, Swedish.
    title: [&'static str; 3],
    about: [&'static str; 3],
}

/// Both stores sell the same: what differs is how they ask who buys.
pub(crate) const PRODUCTS: [Product; 6] = [
    Product {
        slug: "lantern",
        cents: 8900,
        title: ["Storm lantern", "Myrskylyhty", "Stormlykta"],
        about: [
            "For the long evenings, and the jetty.",
            "Pitkiin iltoihin ja laiturille.",
            "För långa kvällar och bryggan.",
        ],
    },
    Product {
        slug: "kettle",
        cents: 12900,
        title: ["Campfire kettle", "Nokipannu", "Kaffepanna"],
        about: [
            "Coffee as it tastes outdoors.",
            "Kahvia, joka maistuu ulkoilmalta.",
            "Kaffe som smakar friluft.",
        ],
    },
    Product {
        slug: "blanket",
        cents: 15900,
        title: ["Wool blanket", "Villahuopa", "Ullfilt"],
        about: ["Warm, heavy, from one sheep at a time.", "Lämmin ja painava.", "Varm och tung."],
    },
    Product {
        slug: "bucket",
        cents: 6400,
        title: ["Sauna bucket", "Löylykiulu", "Bastustäva"],
        about: ["Alder, with a ladle.", "Leppää, ja kauha mukana.", "Av al, med skopa."],
    },
    Product {
        slug: "skis",
        cents: 34900,
        title: ["Forest skis", "Metsäsukset", "Skogsskidor"],
        about: [
            "Long and wide, for snow that nobody made.",
            "Pitkät ja leveät umpihankeen.",
            "Långa och breda för orörd snö.",
        ],
    },
    Product {
        slug: "knife",
        cents: 7500,
        title: ["Whittling knife", "Puukko", "Täljkniv"],
        about: ["Curly birch and carbon steel.", "Visakoivua ja hiiliterästä.", "Masurbjörk och kolstål."],
    },
];

impl Product {
    pub(crate) fn find(slug: &str) -> Option<&'static Self> {
        PRODUCTS.iter().find(|product| product.slug == slug)
    }

    pub(crate) fn title(&self, language: Language) -> &'static str {
        self.title[language as usize]
    }

    pub(crate) fn about(&self, language: Language) -> &'static str {
        self.about[language as usize]
    }
}
