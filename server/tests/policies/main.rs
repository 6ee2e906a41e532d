//! Policies: what the presets say, what files may say, what is in force, and what it comes to for a visit.

#[cfg(test)]
mod file;
#[cfg(test)]
mod in_force;
#[cfg(test)]
mod presets;
#[cfg(test)]
mod sla;
#[cfg(test)]
mod terms;
