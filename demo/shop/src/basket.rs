//! A basket, kept by the browser in a cookie: what and how many, and never at what price.

use crate::Language;
use crate::catalogue::Product;
use crate::order::Line;

/// What somebody is about to buy.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Basket(Vec<(&'static Product, u32)>);

impl Basket {
    /// So many of one thing, at most.
    const MOST: u32 = 20;

    /// Reads `lantern.2-skis.1`; what is nothing is left out.
    pub(crate) fn parse(text: &str) -> Self {
        const LONGEST: usize = 400;
        let mut basket = Self::default();
        for part in text.get(..text.len().min(LONGEST)).unwrap_or_default().split('-') {
            if let Some((slug, quantity)) = part.split_once('.')
                && let Some(product) = Product::find(slug)
                && let Ok(quantity) = quantity.parse()
            {
                basket.set(product, quantity);
            }
        }
        basket
    }

    pub(crate) fn write(&self) -> String {
        let parts = self.0.iter().map(|(product, quantity)| format!("{}.{quantity}", product.slug));
        parts.collect::<Vec<_>>().join("-")
    }

    /// One more.
    pub(crate) fn add(&mut self, product: &'static Product) {
        let present = self.0.iter().find(|(other, _)| *other == product).map_or(0, |(_, quantity)| *quantity);
        self.set(product, present + 1);
    }

    /// So many, or none.
    pub(crate) fn set(&mut self, product: &'static Product, quantity: u32) {
        let quantity = quantity.min(Self::MOST);
        match self.0.iter_mut().find(|(other, _)| *other == product) {
            Some((_, present)) => *present = quantity,
            None => self.0.push((product, quantity)),
        }
        self.0.retain(|(_, quantity)| *quantity > 0);
    }

    pub(crate) fn count(&self) -> u32 {
        self.0.iter().map(|(_, quantity)| quantity).sum()
    }

    pub(crate) fn lines(&self, language: Language) -> Vec<Line> {
        let line = |(product, quantity): &(&'static Product, u32)| Line {
            product: product.slug.to_owned(),
            title: product.title(language).to_owned(),
            quantity: *quantity,
            cents: product.cents,
        };
        self.0.iter().map(line).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_basket_is_read_as_it_was_written_and_nonsense_is_left_out() {
        let mut basket = Basket::default();
        let [lantern, skis] = ["lantern", "skis"].map(|slug| Product::find(slug).unwrap());
        basket.add(lantern);
        basket.add(lantern);
        basket.add(skis);
        assert_eq!(basket.write(), "lantern.2-skis.1");
        assert_eq!(Basket::parse(&basket.write()), basket);
        assert_eq!(Basket::parse("lantern.2-skis.1-gold.9-knife.x-.-ä.ä"), basket);
        assert_eq!(Basket::parse("lantern.4000000000").count(), 20);
        basket.set(lantern, 0);
        assert_eq!(basket.write(), "skis.1");
        assert_eq!(Basket::parse(""), Basket::default());
    }
}
