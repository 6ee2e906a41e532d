//! Stock: what is where, as the sum of movements (3.13, R-239…R-242).
//!
//! A [`Movement`] is a fact with a stable id: so many of a part went from one place to another. Nothing is ever subtracted in place,
//! so the same movements in any order, any number of times and from any mix of replicas come to the same [`Balance`]. A balance below
//! zero is shown and never refused: the work was done, and book and shelf have to be compared.
//!
//! Papers of a store are in [`note`], stock-takes in [`take`].
//!
//! Left out: who may issue what (the desk), old parts (their own documents).

mod balance;
mod movement;
pub mod note;
mod own;
mod side;
pub mod take;

pub use balance::{Balance, Contradiction, StockLine, UsedTwice};
pub use movement::{Because, Flag, Movement, MovementFault, Place};
pub use own::{movements_decided_by, movements_of};
pub use side::{Side, part_key, serial_key};
