//! How much one change and one document may hold.

/// Bounds of one change and of the document it joins.
///
/// The largest honest change measured (the creation of a full visit) has 127 operations in 2,151 **bytes**; a writer splits what
/// would be larger. The defaults keep the worst case a change can cost to tens of milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Longest raw change, in **bytes**.
    pub change_bytes: usize,
    /// Most operations in one change.
    pub ops: u64,
    /// Most predecessors (overwritten values) named by one change, over all its operations.
    pub preds: u64,
    /// Most dependencies of one change.
    pub deps: u64,
    /// Most other actors named by one change.
    pub actors: u64,
    /// Longest commit message, and longest author footer, in **bytes**.
    pub message_bytes: u64,
    /// Longest map key or mark name, in **bytes**. A run repeats a key at no cost to the sender.
    pub key_bytes: u64,
    /// Deepest nesting of objects below the root. Automerge reads a document by recursion, and a stack cannot be caught.
    pub depth: usize,
    /// Most changes in one document. A visit of a long day has fewer than two hundred.
    pub document_changes: usize,
    /// Most operations in one document: every later reader pays for them.
    pub document_ops: u64,
    /// Most **bytes** of one document's changes. Well below what a device takes in one answer, so that it can always be fetched.
    pub document_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            change_bytes: 256 * 1024,
            ops: 6_000,
            preds: 12_000,
            deps: 64,
            actors: 512,
            message_bytes: 1024,
            key_bytes: 256,
            depth: 32,
            document_changes: 4_000,
            document_ops: 100_000,
            document_bytes: 4 * 1024 * 1024,
        }
    }
}

impl Limits {
    /// What a device takes from its own server: twice what the server takes from devices and more, so that nothing the server ever
    /// took, with what the desk adds, is too much for the next device.
    #[must_use]
    pub fn of_own_server() -> Self {
        let usual = Self::default();
        Self {
            document_changes: usual.document_changes * 2,
            document_ops: usual.document_ops * 2,
            document_bytes: usual.document_bytes * 4,
            ..usual
        }
    }
}
