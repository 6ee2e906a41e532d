//! Who gets in, and what every request passes, told through the public router.

#[cfg(test)]
mod api_keys;
#[cfg(test)]
mod blobs;
mod certificates;
#[cfg(test)]
mod desk;
#[cfg(test)]
mod desk_users;
#[cfg(test)]
mod enrolment;
#[cfg(test)]
mod house;
#[cfg(test)]
mod openapi;
#[cfg(test)]
mod requests;
#[cfg(test)]
mod roles;
#[cfg(test)]
mod serving;
#[cfg(test)]
mod starting;
#[cfg(test)]
mod tokens;
