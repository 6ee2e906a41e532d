//! The tests of the model, one subject a file, in one executable: each executable of its own would hold the whole document
//! engine again. `lists_cost` is apart, because it counts what the process allocates.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test that cannot go on stops, and some tell their figures"
)]

mod gate_chunks;
mod hand;
mod ledger;
mod lists_attacks;
mod site;

mod aftercare;
mod amendments;
mod certificates;
mod clock;
mod complaint;
mod complaint_course;
mod conflicts_found;
mod day;
mod enter_forms;
mod export;
mod gate_bytes;
mod gate_honest;
mod gate_mutation;
mod gate_operations;
mod gate_own;
mod gate_structure;
mod golden_formats;
mod log;
mod money;
mod old_part;
mod repair;
mod rerun;
mod seal_proof;
mod sign_off_merge;
mod sign_offs;
mod stock_sum;
mod stock_take;
mod stroke_shapes;
mod timeliness;
mod vectors;
mod vectors_routes;
mod visit_authority;
mod visit_crew;
mod visit_due;
mod visit_hostile;
mod visit_merge;
mod visit_preparation;
mod visit_random;
mod visit_site;
mod visit_stops;
mod visit_story;
mod wire_frame;
mod wire_lists;
mod wire_packed;
mod work;
