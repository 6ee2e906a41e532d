//! Checklist templates: what a visit of one kind of work has to check, before, during and after; and what several of them come to
//! for one visit.
//!
//! A template fits by kind of work and by words in the product's name, so that the list of the kit, that of the work and that
//! of the closing are kept once each and meet in the visit. What a visit was opened with stays as it was: a
//! template that changes changes later visits only.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::row::{Row, RowFault, check_localised, check_needed};
use crate::documents::visit::records::{CheckStage, Localised, Work};
use crate::seal::voucher::Language;

/// The most items of one template.
pub const MAX_ITEMS: usize = 200;
/// The most words by which a template knows products.
const MAX_PRODUCTS: usize = 50;
/// The longest key of a check, in **bytes**.
const MAX_KEY_BYTES: usize = 64;

/// What to check in visits of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChecklistTemplate {
    /// Short word for it; the key of the row.
    pub key: String,
    /// What people call it, by language.
    pub name: Localised,
    /// Which kinds of work it is for. With none, a visit gets it only if the desk names it.
    #[serde(default)]
    pub works: Vec<Work>,
    /// It is for products whose name holds one of these words, small and capital letters aside; with none, for every product.
    #[serde(default)]
    pub products: Vec<String>,
    /// The items, in any order.
    pub items: Vec<TemplateItem>,
}

/// One thing to check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TemplateItem {
    /// Short word for it, once in the template: lower-case letters, digits, `-` and `_`. It says which point it is for good.
    pub key: String,
    /// Place in the list.
    pub order: u32,
    /// Must be answered before the visit can be finished.
    pub required: bool,
    /// When it is checked.
    pub stage: CheckStage,
    /// What to check, by language.
    pub label: Localised,
}

impl ChecklistTemplate {
    /// Whether a visit for `work` on a product called `product` gets it.
    #[must_use]
    pub fn fits(&self, work: Work, product: &str) -> bool {
        let product = product.to_lowercase();
        self.works.contains(&work) && (self.products.is_empty() || self.products.iter().any(|word| product.contains(&word.to_lowercase())))
    }
}

/// The checks of a visit with these templates, numbered from 0: what is checked before leaving first, then what is checked at work,
/// then the closing; inside, what holds for every product before what holds for some. A check that is in two templates is one check,
/// required if either says so. The order of `templates` does not matter.
#[must_use]
pub fn checks_of<'a>(templates: impl IntoIterator<Item = &'a ChecklistTemplate>) -> Vec<TemplateItem> {
    let templates: BTreeMap<_, _> =
        templates.into_iter().map(|template| ((!template.products.is_empty(), &template.key), &template.items)).collect();
    let mut items: Vec<(usize, &TemplateItem)> =
        templates.values().enumerate().flat_map(|(place, items)| items.iter().map(move |item| (place, item))).collect();
    items.sort_by_key(|(place, item)| (item.stage, *place, item.order, &item.key));
    let required: BTreeSet<&str> = items.iter().filter(|(_, item)| item.required).map(|(_, item)| item.key.as_str()).collect();
    let mut known = BTreeSet::new();
    let once = items.into_iter().filter(|(_, item)| known.insert(item.key.as_str()));
    let numbered = (0..).zip(once);
    numbered.map(|(order, (_, item))| TemplateItem { order, required: required.contains(item.key.as_str()), ..item.clone() }).collect()
}

/// Whether `key` can be the key of a check: 1 to 64 lower-case letters, digits, `-` and `_`.
///
/// # Errors
/// What is wrong with it, in words.
pub fn check_key(key: &str) -> Result<(), &'static str> {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-' || byte == b'_';
    let fits = !key.is_empty() && key.len() <= MAX_KEY_BYTES && key.bytes().all(plain);
    if fits { Ok(()) } else { Err("is 1 to 64 lower-case letters, digits, '-' or '_'") }
}

/// Whether `label` says what to check: in `zh-CN` or `en` or both, 1 to 200 characters each.
///
/// # Errors
/// What is wrong with it, in words.
pub fn check_label(label: &Localised) -> Result<(), &'static str> {
    let known = |language: &str| Language::from_tag(language).is_some_and(|known| known.tag() == language);
    let fits = label.keys().all(|language| known(language)) && check_localised("label", label).is_ok();
    if fits { Ok(()) } else { Err("has zh-CN or en text of 1 to 200 characters") }
}

impl Row for ChecklistTemplate {
    fn key(&self) -> String {
        self.key.clone()
    }

    fn check(&self) -> Result<(), RowFault> {
        check_key(&self.key).map_err(|why| RowFault::new("key", why))?;
        check_label(&self.name).map_err(|why| RowFault::new("name", why))?;
        if self.products.len() > MAX_PRODUCTS {
            return Err(RowFault::new("products", format!("holds more than {MAX_PRODUCTS} words")));
        }
        for (place, word) in self.products.iter().enumerate() {
            check_needed(&format!("products.{place}"), word)?;
        }
        if self.items.len() > MAX_ITEMS {
            return Err(RowFault::new("items", format!("holds more than {MAX_ITEMS} items")));
        }
        let mut keys = BTreeSet::new();
        for (place, item) in self.items.iter().enumerate() {
            check_key(&item.key).map_err(|why| RowFault::new(format!("items.{place}.key"), why))?;
            check_label(&item.label).map_err(|why| RowFault::new(format!("items.{place}.label"), why))?;
            if !keys.insert(item.key.as_str()) {
                return Err(RowFault::new(format!("items.{place}.key"), "is there twice"));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn text(text: &str) -> Localised {
        Localised::from([("en".to_owned(), text.to_owned())])
    }

    fn item(key: &str, order: u32, required: bool, stage: CheckStage) -> TemplateItem {
        TemplateItem { key: key.into(), order, required, stage, label: text(key) }
    }

    fn template(key: &str, products: &[&str], items: Vec<TemplateItem>) -> ChecklistTemplate {
        let products = products.iter().map(|word| (*word).to_owned()).collect();
        ChecklistTemplate { key: key.into(), name: text(key), works: vec![Work::Installation], products, items }
    }

    fn house() -> Vec<ChecklistTemplate> {
        vec![
            template("closing", &[], vec![item("clean", 0, true, CheckStage::Closing)]),
            template("gps", &["GPS", "终端"], vec![item("online", 1, true, CheckStage::Work), item("run", 0, true, CheckStage::Work)]),
            template("install", &[], vec![item("run", 0, false, CheckStage::Work), item("trained", 1, false, CheckStage::Work)]),
            template("kit", &[], vec![item("tools", 0, true, CheckStage::Preparation)]),
        ]
    }

    #[test]
    fn a_template_fits_by_work_and_by_a_word_in_the_products_name() {
        let gps = template("gps", &["GPS", "终端"], Vec::new());
        let any = template("any", &[], Vec::new());
        for (work, product, expected) in [
            (Work::Installation, "gps terminal", (true, true)),
            (Work::Installation, "车载终端", (true, true)),
            (Work::Installation, "复印机 Copier", (false, true)),
            (Work::Repair, "GPS terminal", (false, false)),
        ] {
            assert_eq!((gps.fits(work, product), any.fits(work, product)), expected, "{product}");
        }
        assert!(!ChecklistTemplate { works: Vec::new(), ..any }.fits(Work::Repair, "GPS"), "without a kind of work it has to be named");
    }

    #[test]
    fn templates_meet_in_the_order_of_the_work_and_a_check_in_two_is_one() {
        let checks = checks_of(&house());
        let keys: Vec<_> = checks.iter().map(|check| (check.key.as_str(), check.order, check.required)).collect();
        assert_eq!(keys, [("tools", 0, true), ("run", 1, true), ("trained", 2, false), ("online", 3, true), ("clean", 4, true)]);
    }

    proptest! {
        #[test]
        fn the_order_of_templates_does_not_matter(shuffled in Just(house()).prop_shuffle()) {
            prop_assert_eq!(checks_of(&shuffled), checks_of(&house()));
        }
    }

    #[test]
    fn a_template_that_no_visit_could_take_over_names_its_field() {
        let good = template("gps", &["GPS"], vec![item("online", 0, true, CheckStage::Work)]);
        assert_eq!(good.check(), Ok(()));
        let fault = |spoil: &dyn Fn(&mut ChecklistTemplate)| {
            let mut template = good.clone();
            spoil(&mut template);
            template.check().map_err(|fault| fault.field)
        };
        let spoil_item = |spoil: &dyn Fn(&mut TemplateItem)| {
            let mut bad = item("second", 1, true, CheckStage::Work);
            spoil(&mut bad);
            fault(&|template| template.items.push(bad.clone()))
        };
        let named = |field: &str| Err(field.to_owned());
        assert_eq!(fault(&|template| template.key = "GPS 2".into()), named("key"));
        assert_eq!(fault(&|template| template.name.clear()), named("name"));
        assert_eq!(fault(&|template| template.products.push(" ".into())), named("products.1"));
        assert_eq!(spoil_item(&|item| item.key = "online".into()), named("items.1.key"));
        assert_eq!(spoil_item(&|item| item.key = "在线".into()), named("items.1.key"));
        assert_eq!(spoil_item(&|item| item.label = Localised::from([("fr".to_owned(), "en ligne".to_owned())])), named("items.1.label"));
        assert_eq!(spoil_item(&|item| item.label = text(&"x".repeat(201))), named("items.1.label"));
    }
}
