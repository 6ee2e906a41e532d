//! What a part swap must state.

use super::{Refusal, check_line, is_blank};
use crate::documents::visit::records::{PartSwap, SwapKind};

/// The largest quantity of one line; more is a typing error.
pub const MAX_QUANTITY: u32 = 9_999;

/// Whether `swap` states everything its kind needs: reason, name and quantity always; old and new number for a
/// terminal and a SIM card, and the fault for the label of the removed terminal; a number that is
/// both old and new is an error for every kind.
///
/// # Errors
/// [`Refusal::SwapIncomplete`] naming the field, [`Refusal::SwapSameSerial`], [`Refusal::TextTooLong`].
pub fn check_swap(swap: &PartSwap) -> Result<(), Refusal> {
    let texts = [&swap.name, &swap.reason, &swap.part_number, &swap.old_serial, &swap.new_serial, &swap.label_fault];
    for text in texts {
        check_line(text)?;
    }
    if is_blank(&swap.name) {
        return Err(Refusal::SwapIncomplete("name"));
    }
    if is_blank(&swap.reason) {
        return Err(Refusal::SwapIncomplete("reason"));
    }
    if swap.quantity == 0 || swap.quantity > MAX_QUANTITY {
        return Err(Refusal::SwapIncomplete("quantity"));
    }
    if matches!(swap.kind, SwapKind::Terminal | SwapKind::Sim) {
        if is_blank(&swap.old_serial) {
            return Err(Refusal::SwapIncomplete("old_serial"));
        }
        if is_blank(&swap.new_serial) {
            return Err(Refusal::SwapIncomplete("new_serial"));
        }
    }
    if swap.kind == SwapKind::Terminal && is_blank(&swap.label_fault) {
        return Err(Refusal::SwapIncomplete("label_fault"));
    }
    if !is_blank(&swap.new_serial) && swap.new_serial.trim().eq_ignore_ascii_case(swap.old_serial.trim()) {
        return Err(Refusal::SwapSameSerial);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn roller() -> PartSwap {
        PartSwap {
            kind: SwapKind::Part,
            part_number: "A03U-7209".into(),
            name: "Pickup roller 搓纸轮".into(),
            quantity: 1,
            reason: "worn 磨损".into(),
            old_serial: String::new(),
            new_serial: String::new(),
            label_fault: String::new(),
        }
    }

    fn terminal() -> PartSwap {
        PartSwap {
            kind: SwapKind::Terminal,
            old_serial: "86010023".into(),
            new_serial: "86010871".into(),
            label_fault: "no position 不定位".into(),
            ..roller()
        }
    }

    /// …R-081: reason, name and quantity always, both numbers and the label where the kind needs them.
    #[test]
    fn each_field_a_swap_must_state_is_asked_for_by_name() {
        assert_eq!(check_swap(&roller()), Ok(()));
        assert_eq!(check_swap(&terminal()), Ok(()));
        let cases: [(&str, PartSwap); 7] = [
            ("name", PartSwap { name: "  ".into(), ..roller() }),
            ("reason", PartSwap { reason: String::new(), ..roller() }),
            ("quantity", PartSwap { quantity: 0, ..roller() }),
            ("quantity", PartSwap { quantity: MAX_QUANTITY + 1, ..roller() }),
            ("old_serial", PartSwap { old_serial: String::new(), ..terminal() }),
            ("new_serial", PartSwap { kind: SwapKind::Sim, new_serial: " ".into(), ..terminal() }),
            ("label_fault", PartSwap { label_fault: String::new(), ..terminal() }),
        ];
        for (field, swap) in cases {
            assert_eq!(check_swap(&swap), Err(Refusal::SwapIncomplete(field)), "{field}");
        }
    }

    /// old and new number are two numbers.
    #[test]
    fn a_number_cannot_be_both_old_and_new() {
        let swap = PartSwap { new_serial: " 86010023 ".into(), ..terminal() };
        assert_eq!(check_swap(&swap), Err(Refusal::SwapSameSerial));
        let swap = PartSwap { old_serial: "sn-1a".into(), new_serial: "SN-1A".into(), ..roller() };
        assert_eq!(check_swap(&swap), Err(Refusal::SwapSameSerial));
    }
}
