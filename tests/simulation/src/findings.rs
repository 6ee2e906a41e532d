//! What was promised and is not so.

/// What kind of promise was broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Something that was acknowledged is gone.
    Lost,
    /// Two that should hold the same do not.
    Diverged,
    /// Something is there twice.
    Doubled,
    /// Something does not go on by itself.
    Wedged,
}

/// One broken promise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Of which kind.
    pub kind: Kind,
    /// What happened.
    pub what: String,
}

/// Everything found in one run.
#[derive(Debug, Default)]
pub struct Findings(Vec<Finding>);

impl Findings {
    /// One more.
    pub fn add(&mut self, kind: Kind, what: String) {
        let finding = Finding { kind, what };
        if !self.0.contains(&finding) {
            self.0.push(finding);
        }
    }

    /// Whether all is well so far.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All of them.
    #[must_use]
    pub fn all(&self) -> Vec<Finding> {
        self.0.clone()
    }
}

/// How many runs ended with what.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Runs.
    pub seeds: u64,
    /// Findings of each kind over all runs.
    pub lost: u64,
    /// See [`Kind::Diverged`].
    pub diverged: u64,
    /// See [`Kind::Doubled`].
    pub doubled: u64,
    /// See [`Kind::Wedged`].
    pub wedged: u64,
}

impl Counts {
    /// Counts the findings of one more run.
    pub fn count(&mut self, findings: &[Finding]) {
        self.seeds += 1;
        for finding in findings {
            match finding.kind {
                Kind::Lost => self.lost += 1,
                Kind::Diverged => self.diverged += 1,
                Kind::Doubled => self.doubled += 1,
                Kind::Wedged => self.wedged += 1,
            }
        }
    }

    /// Whether nothing was found.
    #[must_use]
    pub fn are_clean(&self) -> bool {
        self.lost + self.diverged + self.doubled + self.wedged == 0
    }
}

impl std::fmt::Display for Counts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { seeds, lost, diverged, doubled, wedged } = self;
        write!(f, "seeds {seeds} lost {lost} diverged {diverged} doubled {doubled} wedged {wedged}")
    }
}
