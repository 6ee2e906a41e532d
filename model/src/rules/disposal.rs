//! What a sale of an old part must show (R-126…R-130). A sale that lacks something is recorded and named, never rewritten.

use serde::{Deserialize, Serialize};

use super::{Refusal, check_line, check_text, is_blank};

/// Below this share of the market price a sale report gives its reason, in **percent** (R-127, R-128).
const LOWEST_SHARE_PERCENT: i128 = 85;
/// What hard-to-reach regions may take off at most, in **percent** (R-130).
const MAX_REGION_DISCOUNT_PERCENT: u32 = 10;

/// A sale of an old part (F-85).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Sale {
    /// What it fetched, in **fen**.
    pub price_fen: i64,
    /// Regional scrap price of the day for it, in **fen**; for several grades of metal an intermediate price.
    pub market_fen: i64,
    /// The buyer bears labour, lifting, transport or cutting.
    pub buyer_bears_cost: bool,
    /// What a hard-to-reach region takes off, in **percent**; 0 elsewhere.
    pub region_discount_percent: u32,
    /// Why the price is low; may be empty where it is not.
    pub reason: String,
    /// Who decided on a price below the market; may be empty where it is not.
    pub approver: String,
    /// An offer.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub quote_1: Option<Quote>,
    /// A second offer.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub quote_2: Option<Quote>,
    /// A third offer.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub quote_3: Option<Quote>,
}

/// What somebody would pay for an old part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Quote {
    /// Who.
    pub buyer: String,
    /// How to reach the buyer.
    pub contact: String,
    /// How much, in **fen**.
    pub price_fen: i64,
}

/// What a sale lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum SaleFlaw {
    /// The region takes off more than it may.
    DiscountTooHigh,
    /// Below the price that is allowed, and no reason is given.
    ReasonMissing,
    /// Below the market price without three buyers, their contact data and offers.
    QuotesMissing,
    /// Below the market price, and nobody decided.
    ApproverMissing,
}

/// What `sale` lacks; nothing if it may stand.
///
/// The price is allowed from the market price upwards, less what the region takes off; from 85 % of that if the buyer bears the cost;
/// lower with a reason. Every price below the market price needs three quotes and an approver.
#[must_use]
pub fn sale_flaws(sale: &Sale) -> Vec<SaleFlaw> {
    let discount = sale.region_discount_percent.min(MAX_REGION_DISCOUNT_PERCENT);
    let price = i128::from(sale.price_fen) * 10_000;
    let base = i128::from(sale.market_fen) * i128::from(100 - discount);
    let allowed_percent = if sale.buyer_bears_cost { LOWEST_SHARE_PERCENT } else { 100 };
    let below_market = sale.price_fen < sale.market_fen;
    let quotes = [&sale.quote_1, &sale.quote_2, &sale.quote_3];
    let complete = |quote: &Quote| !is_blank(&quote.buyer) && !is_blank(&quote.contact) && quote.price_fen > 0;
    let mut buyers: Vec<&str> = quotes.into_iter().flatten().filter(|quote| complete(quote)).map(|quote| quote.buyer.trim()).collect();
    buyers.sort_unstable();
    buyers.dedup();
    let raised = [
        (SaleFlaw::DiscountTooHigh, sale.region_discount_percent > MAX_REGION_DISCOUNT_PERCENT),
        (SaleFlaw::ReasonMissing, price < base * allowed_percent && is_blank(&sale.reason)),
        (SaleFlaw::QuotesMissing, below_market && buyers.len() < quotes.len()),
        (SaleFlaw::ApproverMissing, below_market && is_blank(&sale.approver)),
    ];
    raised.into_iter().filter(|(_, raised)| *raised).map(|(flaw, _)| flaw).collect()
}

/// Whether `sale` can be written down at all.
///
/// # Errors
/// [`Refusal::NotFilledIn`], [`Refusal::TextTooLong`].
pub fn check_sale(sale: &Sale) -> Result<(), Refusal> {
    if sale.price_fen < 0 || sale.market_fen < 0 {
        return Err(Refusal::NotFilledIn("price_fen"));
    }
    check_text(&sale.reason)?;
    check_line(&sale.approver)?;
    for quote in [&sale.quote_1, &sale.quote_2, &sale.quote_3].into_iter().flatten() {
        check_line(&quote.buyer)?;
        check_line(&quote.contact)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quote(buyer: &str) -> Option<Quote> {
        Some(Quote { buyer: buyer.into(), contact: "0512 555".into(), price_fen: 8_000 })
    }

    fn at(price_fen: i64) -> Sale {
        Sale {
            price_fen,
            market_fen: 10_000,
            buyer_bears_cost: false,
            region_discount_percent: 0,
            reason: String::new(),
            approver: String::new(),
            quote_1: None,
            quote_2: None,
            quote_3: None,
        }
    }

    fn quoted(price_fen: i64) -> Sale {
        Sale { approver: "general manager".into(), quote_1: quote("a"), quote_2: quote("b"), quote_3: quote("c"), ..at(price_fen) }
    }

    /// R-126…R-130, boundary by boundary.
    #[test]
    fn a_sale_below_the_market_shows_reason_quotes_and_approver() {
        use SaleFlaw::{ApproverMissing, DiscountTooHigh, QuotesMissing, ReasonMissing};
        let cases = [
            ("R-126: at the market price", at(10_000), vec![]),
            ("R-126: below it", at(9_999), vec![ReasonMissing, QuotesMissing, ApproverMissing]),
            ("R-127: 85 % if the buyer bears the cost", Sale { buyer_bears_cost: true, ..quoted(8_500) }, vec![]),
            ("R-128: below 85 %", Sale { buyer_bears_cost: true, ..quoted(8_499) }, vec![ReasonMissing]),
            ("R-128: with its reason", Sale { reason: "rust".into(), ..quoted(8_499) }, vec![]),
            ("R-129: two buyers are not three", Sale { quote_3: None, reason: "rust".into(), ..quoted(9_000) }, vec![QuotesMissing]),
            ("R-129: nor is one twice", Sale { quote_3: quote("a"), reason: "rust".into(), ..quoted(9_000) }, vec![QuotesMissing]),
            ("R-130: ten percent off in a far region", Sale { region_discount_percent: 10, ..quoted(9_000) }, vec![]),
            ("R-130: and no more", Sale { region_discount_percent: 10, ..quoted(8_999) }, vec![ReasonMissing]),
            ("R-130: more is not ten", Sale { region_discount_percent: 11, ..quoted(9_000) }, vec![DiscountTooHigh]),
            ("R-127, R-130 together", Sale { region_discount_percent: 10, buyer_bears_cost: true, ..quoted(7_650) }, vec![]),
        ];
        for (case, sale, flaws) in cases {
            assert_eq!(sale_flaws(&sale), flaws, "{case}");
        }
    }
}
