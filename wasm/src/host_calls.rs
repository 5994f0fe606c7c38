//! How the engine calls functions of its JavaScript host.
//!
//! Nothing here calls JavaScript. A [`HostCall`] is a future: it puts a request into the [`HostCalls`] of the running engine
//! call and waits. The package (`engine.js`) takes the requests, runs the host's functions, stores their answers and continues
//! the call. So JavaScript always calls into the module synchronously, and a panic is an exception of that call; with promises
//! in the module, a panic would leave a promise that never settles.

use std::{
    cell::{Cell, RefCell},
    pin::Pin,
    rc::Rc,
    task::{Context, Poll},
};

use sha2::{Digest as _, Sha256};
use userpool::{ClientOrigin, Moment};
use wasm_bindgen::JsValue;

thread_local! {
    /// The host calls of the engine call that is being polled. Engine calls never nest.
    static RUNNING: RefCell<Option<Rc<HostCalls>>> = const { RefCell::new(None) };
}

/// The host calls and log lines of one engine call.
#[derive(Debug)]
pub(crate) struct HostCalls {
    moments: RefCell<GivenMoment>,
    client: RefCell<ClientOrigin>,
    asked: RefCell<Vec<(u32, Request)>>,
    /// A few at most.
    answers: RefCell<Vec<(u32, Answer)>>,
    next: Cell<u32>,
    log: RefCell<Vec<String>>,
}

/// The moment that the package passed, and how often the engine has asked for one.
#[derive(Debug)]
struct GivenMoment {
    moment: Moment,
    taken: u64,
}

impl GivenMoment {
    /// Each moment has a seed of its own: the first one that of the package, each further one a seed that is derived from it. The
    /// same seed again would seal two secrets with the same nonce.
    fn next(&mut self) -> Moment {
        let Moment { now, seed } = self.moment.clone();
        let seed = match self.taken {
            0 => seed,
            taken => Sha256::new()
                .chain_update("userpool seed of a further moment")
                .chain_update(seed)
                .chain_update(taken.to_be_bytes())
                .finalize()
                .into(),
        };
        self.taken += 1;
        Moment { now, seed }
    }
}

/// A function of the host and its input.
#[derive(Debug)]
pub(crate) struct Request {
    pub(crate) function: &'static str,
    pub(crate) input: JsValue,
}

/// The result of a host function; `Err` holds a text for operators.
pub(crate) type Answer = Result<JsValue, String>;

impl HostCalls {
    pub(crate) fn new(moment: Moment) -> Rc<Self> {
        Rc::new(Self {
            moments: RefCell::new(GivenMoment { moment, taken: 0 }),
            client: RefCell::default(),
            asked: RefCell::default(),
            answers: RefCell::default(),
            next: Cell::new(0),
            log: RefCell::default(),
        })
    }

    /// A time and a random seed for the engine call that is being polled, never the same seed twice; `None` outside of one.
    pub(crate) fn moment() -> Option<Moment> {
        RUNNING.with_borrow(|running| running.as_ref().map(|calls| calls.moments.borrow_mut().next()))
    }

    /// Replaces time and seed of the engine call that is being polled, since a long call outlives them.
    pub(crate) fn set_moment(moment: Moment) {
        RUNNING.with_borrow(|running| {
            if let Some(calls) = running {
                calls.moments.replace(GivenMoment { moment, taken: 0 });
            }
        });
    }

    /// Sets where the client of the engine call is.
    pub(crate) fn set_client(&self, client: ClientOrigin) {
        *self.client.borrow_mut() = client;
    }

    /// Where the client of the engine call is that is being polled.
    pub(crate) fn client() -> ClientOrigin {
        let client = |calls: &Rc<Self>| calls.client.borrow().clone();
        RUNNING.with_borrow(|running| running.as_ref().map(client).unwrap_or_default())
    }

    /// Logs a line for operators, if an engine call is being polled.
    pub(crate) fn log(line: String) {
        RUNNING.with_borrow(|running| {
            if let Some(calls) = running {
                calls.log.borrow_mut().push(line);
            }
        });
    }

    /// Takes the lines that were logged since the last call.
    pub(crate) fn take_log(&self) -> Vec<String> {
        self.log.take()
    }

    /// Polls `future`, whose host calls are added to these.
    pub(crate) fn poll<T>(self: &Rc<Self>, future: Pin<&mut dyn Future<Output = T>>) -> Poll<T> {
        RUNNING.set(Some(Rc::clone(self)));
        let polled = future.poll(&mut Context::from_waker(std::task::Waker::noop()));
        RUNNING.set(None);
        polled
    }

    /// Takes the requests that were made since the last call.
    pub(crate) fn take_requests(&self) -> Vec<(u32, Request)> {
        self.asked.take()
    }

    /// Stores the answer to a request, for the next poll.
    pub(crate) fn answer(&self, id: u32, answer: Answer) {
        self.answers.borrow_mut().push((id, answer));
    }

    fn ask(&self, request: Request) -> u32 {
        let id = self.next.get();
        self.next.set(id.wrapping_add(1));
        self.asked.borrow_mut().push((id, request));
        id
    }

    fn take_answer(&self, id: u32) -> Option<Answer> {
        let mut answers = self.answers.borrow_mut();
        let at = answers.iter().position(|(asked, _)| *asked == id)?;
        Some(answers.swap_remove(at).1)
    }
}

/// A call of a host function: a future that makes its request at the first poll and completes when the answer is there.
#[derive(Debug)]
pub(crate) enum HostCall {
    New(Option<Request>),
    Waiting(u32),
}

impl HostCall {
    /// A call of `function` with `input`.
    pub(crate) fn new(function: &'static str, input: JsValue) -> Self {
        Self::New(Some(Request { function, input }))
    }
}

impl Future for HostCall {
    type Output = Answer;

    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Answer> {
        RUNNING.with_borrow(|running| {
            let Some(calls) = running else {
                return Poll::Ready(Err("host function called outside of an engine call".to_owned()));
            };
            match &mut *self {
                Self::New(request) => {
                    if let Some(request) = request.take() {
                        *self = Self::Waiting(calls.ask(request));
                    }
                    Poll::Pending
                }
                Self::Waiting(id) => calls.take_answer(*id).map_or(Poll::Pending, Poll::Ready),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, pin::pin};

    use userpool::Timestamp;

    use super::*;

    fn moment(seed: u8) -> Moment {
        Moment { now: Timestamp::from_seconds(u64::from(seed)), seed: [seed; 32] }
    }

    #[test]
    fn no_two_moments_of_a_call_have_one_seed() {
        assert!(HostCalls::moment().is_none(), "outside of a call");
        let calls = HostCalls::new(moment(1));
        let mut seeds = Vec::new();
        let mut work = pin!(async {
            for _ in 0..100 {
                seeds.extend(HostCalls::moment());
            }
            HostCalls::set_moment(moment(2));
            for _ in 0..100 {
                seeds.extend(HostCalls::moment());
            }
        });
        assert!(calls.poll(work.as_mut()).is_ready());
        assert_eq!(seeds.iter().map(|moment| moment.seed).collect::<BTreeSet<_>>().len(), 200);
        assert_eq!((seeds[0].seed, seeds[100].seed), ([1; 32], [2; 32]));
        assert_eq!(seeds[99].now, moment(1).now);
        assert_eq!(seeds[199].now, moment(2).now);
    }
}
