//! How often one address may try what can be guessed at or costs much: enrolment, tokens, sign-in, checking papers; and how often one key
//! of another system may call.

use std::convert::Infallible;
use std::hash::Hash;
use std::marker::PhantomData;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::num::NonZeroU32;
use std::ops::Add;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{ConnectInfo, FromRequestParts};
use governor::clock::{Clock as GovernorClock, Reference};
use governor::middleware::NoOpMiddleware;
use governor::nanos::Nanos;
use governor::state::keyed::DashMapStateStore;
use governor::{Quota, RateLimiter};
use http::request::Parts;
use model::id::PersonId;

use crate::app::App;
use crate::config::Config;
use crate::error::ApiError;
use crate::host::Clock;

/// Callers remembered before those that have been quiet are forgotten.
const REMEMBERED: usize = 10_000;

/// The address a request comes from; all that an IPv6 network holds counts as one (RFC 6177: a site has at least a /64).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct CallerAddress(IpAddr);

impl FromRequestParts<App> for CallerAddress {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        Ok(Self::of(parts, app))
    }
}

impl CallerAddress {
    fn of(parts: &Parts, app: &App) -> Self {
        let forwarded = app.config.trust_forwarded_for.then(|| last_forwarded(parts)).flatten();
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip());
        // A call inside the process has no peer; all such callers share one name.
        Self(network(forwarded.or(peer).unwrap_or(IpAddr::V6(Ipv6Addr::UNSPECIFIED))))
    }

    /// The name that callers inside the process share.
    #[cfg(test)]
    pub(crate) fn nobody() -> Self {
        Self(IpAddr::V6(Ipv6Addr::UNSPECIFIED))
    }
}

/// Proof that the caller is within the limit `L`. As an extractor it counts the try before the body is read: a caller past the limit
/// costs no memory and no parsing.
pub(crate) struct Within<L>(PhantomData<L>);

/// A limit by name.
pub(crate) trait Limited {
    /// The limit itself.
    fn of(limits: &RateLimits) -> &Limit;
}

/// `POST /v1/devices/enrol`.
pub(crate) struct Enrolment;
/// `POST /v1/token`.
pub(crate) struct Token;
/// `POST /v1/desk/session`.
pub(crate) struct SignIn;
/// What strangers ask who check a paper.
pub(crate) struct Checking;

impl Limited for Enrolment {
    fn of(limits: &RateLimits) -> &Limit {
        &limits.enrolment
    }
}

impl Limited for Token {
    fn of(limits: &RateLimits) -> &Limit {
        &limits.token
    }
}

impl Limited for SignIn {
    fn of(limits: &RateLimits) -> &Limit {
        &limits.sign_in
    }
}

impl Limited for Checking {
    fn of(limits: &RateLimits) -> &Limit {
        &limits.checking
    }
}

impl<L: Limited + Send> FromRequestParts<App> for Within<L> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        L::of(&app.limits).check(CallerAddress::of(parts, app))?;
        Ok(Self(PhantomData))
    }
}

/// The entry the nearest proxy added; earlier ones are whatever the caller claims.
fn last_forwarded(parts: &Parts) -> Option<IpAddr> {
    let last = parts.headers.get_all("x-forwarded-for").iter().next_back()?;
    last.to_str().ok()?.rsplit(',').next()?.trim().parse().ok()
}

/// The address, or the network that counts as one.
pub(crate) fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() & (u128::MAX << 64))),
        v4 => v4,
    }
}

/// All limits of a server.
pub(crate) struct RateLimits {
    enrolment: Limit,
    token: Limit,
    sign_in: Limit,
    checking: Limit,
    keys: Limit<PersonId>,
}

impl RateLimits {
    pub(crate) fn new(config: &Config, clock: &Arc<dyn Clock>) -> Self {
        Self {
            enrolment: Limit::per_minute(config.enrolments_per_minute, clock),
            token: Limit::per_minute(config.tokens_per_minute, clock),
            sign_in: Limit::per_minute(config.sign_ins_per_minute, clock),
            checking: Limit::per_minute(config.checks_per_minute, clock),
            keys: Limit::per_minute(config.calls_per_key_minute, clock),
        }
    }

    /// Counts a call with the key whose person this is.
    ///
    /// # Errors
    /// [`ApiError::RateLimited`] with the time to wait.
    pub(crate) fn count_key(&self, person: PersonId) -> Result<(), ApiError> {
        self.keys.check(person)
    }
}

/// One limit: a number of tries at once, given back evenly over a minute.
pub(crate) struct Limit<K: Clone + Eq + Hash = CallerAddress> {
    limiter: RateLimiter<K, DashMapStateStore<K>, HostClock, NoOpMiddleware<Moment>>,
    clock: HostClock,
}

impl<K: Clone + Eq + Hash> Limit<K> {
    fn per_minute(tries: u32, clock: &Arc<dyn Clock>) -> Self {
        let clock = HostClock(Arc::clone(clock));
        let quota = Quota::per_minute(NonZeroU32::new(tries).unwrap_or(NonZeroU32::MIN));
        Self { limiter: RateLimiter::dashmap_with_clock(quota, clock.clone()), clock }
    }

    /// Counts a try.
    ///
    /// # Errors
    /// [`ApiError::RateLimited`] with the time to wait.
    fn check(&self, caller: K) -> Result<(), ApiError> {
        if self.limiter.len() > REMEMBERED {
            self.limiter.retain_recent();
        }
        self.limiter.check_key(&caller).map_err(|not_until| {
            let wait = not_until.wait_time_from(self.clock.now());
            let seconds = u32::try_from(wait.as_secs()).unwrap_or(u32::MAX);
            ApiError::RateLimited { retry_after_s: seconds.saturating_add(1) }
        })
    }
}

/// The host's monotonic clock for governor: a wall clock that is set back would keep everybody out until it has caught up.
#[derive(Clone)]
struct HostClock(Arc<dyn Clock>);

impl GovernorClock for HostClock {
    type Instant = Moment;

    fn now(&self) -> Moment {
        Moment(self.0.monotonic())
    }
}

/// Time since some beginning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Moment(Duration);

impl Add<Nanos> for Moment {
    type Output = Self;

    fn add(self, other: Nanos) -> Self {
        Self(self.0.saturating_add(other.into()))
    }
}

impl Reference for Moment {
    fn duration_since(&self, earlier: Self) -> Nanos {
        self.0.saturating_sub(earlier.0).into()
    }

    fn saturating_sub(&self, duration: Nanos) -> Self {
        Self(self.0.checked_sub(duration.into()).unwrap_or(self.0))
    }
}
