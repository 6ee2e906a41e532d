//! How often what goes wrong in one run, drawn from its seed: some faults not at all, the others as often as they like. Rates are so many
//! of a **thousand**.

use fieldbook_tests::SeededChance;

/// The rates of one run.
#[derive(Debug, Clone, Copy, Default)]
pub struct Rates {
    /// A request never arrives.
    pub lose_request: usize,
    /// The server does it, and the answer is lost.
    pub lose_answer: usize,
    /// A request arrives twice.
    pub twice: usize,
    /// A copy of a request arrives later, after others, perhaps as the only one.
    pub late: usize,
    /// The body ends too early, with or without a word.
    pub cut: usize,
    /// A bit of a request or of an answer is another one.
    pub flip: usize,
    /// A line parts, in both directions or in one; a step.
    pub partition: usize,
    /// A phone loses power or its process is killed; a step.
    pub phone_dies: usize,
    /// The server does; a step.
    pub server_dies: usize,
    /// A disk is full, fails or is held by another process; a step.
    pub disk_fails: usize,
    /// An application or the server is closed and opened again; a step.
    pub restarts: usize,
    /// A clock is set; a step.
    pub clock: usize,
    /// A phone sends changes that are none; a step.
    pub poison: usize,
    /// Whole days pass; a step.
    pub days: usize,
}

impl Rates {
    /// Those of one seed.
    #[must_use]
    pub fn drawn(chance: &SeededChance) -> Self {
        let up_to = |most: usize| if chance.below(2) == 0 { 0 } else { 1 + chance.below(most) };
        Self {
            lose_request: up_to(300),
            lose_answer: up_to(300),
            twice: up_to(300),
            late: up_to(200),
            cut: up_to(50),
            flip: up_to(50),
            partition: up_to(30),
            phone_dies: up_to(60),
            server_dies: up_to(20),
            disk_fails: up_to(50),
            restarts: up_to(40),
            clock: up_to(30),
            poison: up_to(30),
            days: up_to(10),
        }
    }
}

/// Faults that happen at most once in a run, each at a step that its seed names.
#[derive(Debug, Clone, Copy, Default)]
pub struct Disasters {
    /// The server's database is replaced by an older copy.
    pub server_restored: Option<usize>,
    /// A phone's is.
    pub phone_restored: Option<usize>,
    /// A phone's file is copied to another phone, and both live.
    pub phone_cloned: Option<usize>,
    /// A device is revoked.
    pub revoked: Option<usize>,
    /// Bytes of a phone's file are damaged.
    pub file_damaged: Option<usize>,
}

impl Disasters {
    /// Those of one seed, in a run of so many steps.
    #[must_use]
    pub fn drawn(chance: &SeededChance, steps: usize) -> Self {
        let once_in = |n: usize| (chance.below(n) == 0).then(|| chance.below(steps.max(1)));
        Self {
            server_restored: once_in(8),
            phone_restored: once_in(8),
            phone_cloned: once_in(8),
            revoked: once_in(16),
            file_damaged: once_in(16),
        }
    }
}
