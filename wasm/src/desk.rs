//! How a call asks its host, and how the host's answers come back.
//!
//! Nothing in here calls JavaScript. The engine's stores, messengers and signers are [`Ask`]s: futures that lay a request
//! on the running call's desk and wait. JavaScript takes the requests from there, does what they say, lays the answers
//! back and lets the call go on. So every entry into the module is one plain call that JavaScript can guard: a panic
//! is an exception at that call, and not a promise that nobody ever settles.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    pin::Pin,
    rc::Rc,
    task::{Context, Poll},
};

use userpool::Moment;
use wasm_bindgen::JsValue;

thread_local! {
    /// The desk of the call that is being run. Calls take turns; none runs inside another.
    static RUNNING: RefCell<Option<Rc<Desk>>> = const { RefCell::new(None) };
}

/// The desk of one call.
#[derive(Debug)]
pub(crate) struct Desk {
    moment: Moment,
    asked: RefCell<Vec<(u32, Request)>>,
    answers: RefCell<BTreeMap<u32, Answer>>,
    next: Cell<u32>,
    said: RefCell<Vec<String>>,
}

/// What is asked of the host: the name of one of its functions, and what it is given.
#[derive(Debug)]
pub(crate) struct Request {
    pub(crate) function: &'static str,
    pub(crate) input: JsValue,
}

/// What the host answered; `Err` holds what may be said of its failure.
pub(crate) type Answer = Result<JsValue, String>;

impl Desk {
    pub(crate) fn new(moment: Moment) -> Rc<Self> {
        Rc::new(Self {
            moment,
            asked: RefCell::default(),
            answers: RefCell::default(),
            next: Cell::new(0),
            said: RefCell::default(),
        })
    }

    /// The moment of the call that is being run; `None` outside of one.
    pub(crate) fn moment() -> Option<Moment> {
        RUNNING.with_borrow(|running| running.as_ref().map(|desk| desk.moment.clone()))
    }

    /// Tells operators something in the running call's name.
    pub(crate) fn say(line: String) {
        RUNNING.with_borrow(|running| {
            if let Some(desk) = running {
                desk.said.borrow_mut().push(line);
            }
        });
    }

    /// What operators have been told since the last look.
    pub(crate) fn take_said(&self) -> Vec<String> {
        self.said.take()
    }

    /// Polls `future` with this desk in front of it.
    pub(crate) fn poll<T>(self: &Rc<Self>, future: Pin<&mut dyn Future<Output = T>>) -> Poll<T> {
        RUNNING.set(Some(Rc::clone(self)));
        let polled = future.poll(&mut Context::from_waker(std::task::Waker::noop()));
        RUNNING.set(None);
        polled
    }

    /// What has been asked since the last look.
    pub(crate) fn take_requests(&self) -> Vec<(u32, Request)> {
        self.asked.take()
    }

    /// Lays an answer on the desk. The call finds it when it goes on.
    pub(crate) fn answer(&self, id: u32, answer: Answer) {
        self.answers.borrow_mut().insert(id, answer);
    }

    fn ask(&self, request: Request) -> u32 {
        let id = self.next.get();
        self.next.set(id.wrapping_add(1));
        self.asked.borrow_mut().push((id, request));
        id
    }

    fn take_answer(&self, id: u32) -> Option<Answer> {
        self.answers.borrow_mut().remove(&id)
    }
}

/// A request to the host, from when it is first polled until its answer has come.
#[derive(Debug)]
pub(crate) enum Ask {
    New(Option<Request>),
    Waiting(u32),
}

impl Ask {
    /// Asks the host to run `function` with `input`.
    pub(crate) fn new(function: &'static str, input: JsValue) -> Self {
        Self::New(Some(Request { function, input }))
    }
}

impl Future for Ask {
    type Output = Answer;

    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Answer> {
        RUNNING.with_borrow(|running| {
            let Some(desk) = running else { return Poll::Ready(Err("asked outside of a call".to_owned())) };
            match &mut *self {
                Self::New(request) => {
                    if let Some(request) = request.take() {
                        *self = Self::Waiting(desk.ask(request));
                    }
                    Poll::Pending
                }
                Self::Waiting(id) => desk.take_answer(*id).map_or(Poll::Pending, Poll::Ready),
            }
        })
    }
}
