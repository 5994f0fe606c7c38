//! Time limits for request heads and for answers that the client does not read.
//!
//! hyper's limit for heads also runs while an idle connection waits for its next request. Reverse proxies keep idle connections
//! for a minute and would send requests on connections that a ten-second limit has just closed. hyper has no limit for writing.

use std::{
    future::Future as _,
    io,
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    time::{Instant, Sleep, sleep},
};

use crate::phase::Phase;

/// A stream whose reads fail when the client takes too long to send a request head, and whose writes fail when the client takes
/// too long to read an answer.
///
/// The time of the first head starts with the connection, that of later heads with their first byte. It ends when the service
/// reports a complete head. The time of an answer starts when a write cannot proceed and ends when everything is written;
/// partial progress does not restart it.
pub(crate) struct HeaderClock<S> {
    stream: S,
    limits: TimeLimits,
    phase: Phase,
    deadline: Pin<Box<Sleep>>,
    // The number of the head that `deadline` belongs to. Other heads have no deadline until they begin.
    running_for: u64,
    // The deadline of an answer, while a write cannot proceed.
    writing: Option<Pin<Box<Sleep>>>,
}

/// The most time that a client may take.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TimeLimits {
    /// To send a request's head.
    pub(crate) head: Duration,
    /// To read an answer.
    pub(crate) answer: Duration,
}

impl<S> HeaderClock<S> {
    pub(crate) fn new(stream: S, limits: TimeLimits, phase: Phase) -> Self {
        let deadline = Box::pin(sleep(limits.head));
        Self { stream, limits, phase, deadline, running_for: 0, writing: None }
    }

    /// Starts the time of an answer if `outcome` is pending, and fails when the time is over.
    fn write_in_time<T>(
        &mut self,
        cx: &mut Context<'_>,
        outcome: Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        if outcome.is_ready() {
            return outcome;
        }
        let limit = self.limits.answer;
        let writing = self.writing.get_or_insert_with(|| Box::pin(sleep(limit)));
        ready!(writing.as_mut().poll(cx));
        Poll::Ready(Err(io::Error::new(io::ErrorKind::TimedOut, "the client does not read its answers")))
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for HeaderClock<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(cx, buf);
        let Some(head) = self.phase.head() else { return read };
        if read.is_pending() && self.running_for == head {
            ready!(self.deadline.as_mut().poll(cx));
            return Poll::Ready(Err(io::Error::new(
                io::ErrorKind::TimedOut,
                "the request head took too long",
            )));
        }
        if buf.filled().len() > before && self.running_for != head {
            let deadline = Instant::now() + self.limits.head;
            self.deadline.as_mut().reset(deadline);
            self.running_for = head;
        }
        read
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for HeaderClock<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(cx, buf);
        self.write_in_time(cx, written)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = Pin::new(&mut self.stream).poll_flush(cx);
        if flushed.is_ready() {
            // hyper flushes after it has written everything.
            self.writing = None;
        }
        self.write_in_time(cx, flushed)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let shut = Pin::new(&mut self.stream).poll_shutdown(cx);
        self.write_in_time(cx, shut)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(cx, bufs);
        self.write_in_time(cx, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, duplex};

    use super::*;

    const LIMIT: Duration = Duration::from_secs(10);
    const LIMITS: TimeLimits = TimeLimits { head: LIMIT, answer: Duration::from_secs(20) };

    fn clocked<S>(stream: S) -> (HeaderClock<S>, Phase) {
        let phase = Phase::new();
        (HeaderClock::new(stream, LIMITS, phase.clone()), phase)
    }

    #[tokio::test(start_paused = true)]
    async fn a_client_that_sends_nothing_times_out() {
        let (_client, server) = duplex(64);
        let error = clocked(server).0.read_u8().await.expect_err("too slow");
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
    }

    #[tokio::test(start_paused = true)]
    async fn a_head_that_is_sent_byte_by_byte_times_out() {
        let (mut client, server) = duplex(64);
        let mut server = clocked(server).0;
        let start = Instant::now();
        tokio::spawn(async move {
            while client.write_u8(b'a').await.is_ok() {
                sleep(Duration::from_secs(1)).await;
            }
        });
        while server.read_u8().await.is_ok() {}
        assert_eq!(start.elapsed(), LIMIT);
    }

    #[tokio::test(start_paused = true)]
    async fn bodies_and_idle_connections_have_no_time_limit() {
        let (mut client, server) = duplex(64);
        let (mut server, phase) = clocked(server);
        tokio::spawn(async move {
            for byte in 1..=3 {
                let _ = client.write_u8(byte).await;
                sleep(LIMIT * 3).await;
            }
        });
        assert_eq!(server.read_u8().await.expect("head"), 1);
        phase.reads_body();
        assert_eq!(server.read_u8().await.expect("body"), 2);
        phase.awaits_head();
        assert_eq!(server.read_u8().await.expect("the next head begins late"), 3);
        assert_eq!(server.read_u8().await.expect_err("but must then go on").kind(), io::ErrorKind::TimedOut);
    }

    #[tokio::test(start_paused = true)]
    async fn a_request_that_is_read_at_once_ends_its_time_too() {
        let (mut client, server) = duplex(64);
        let (mut server, phase) = clocked(server);
        tokio::spawn(async move {
            let _ = client.write_u8(1).await;
            sleep(LIMIT * 3).await;
            let _ = client.write_u8(2).await;
        });
        assert_eq!(server.read_u8().await.expect("head without a body"), 1);
        phase.reads_body();
        phase.awaits_head();
        assert_eq!(server.read_u8().await.expect("idle for long"), 2);
    }

    #[tokio::test(start_paused = true)]
    async fn a_client_that_never_reads_times_out() {
        let (_client, server) = duplex(64);
        let mut server = clocked(server).0;
        let start = Instant::now();
        let error = server.write_all(&[0; 1000]).await.expect_err("nobody reads");
        assert_eq!((error.kind(), start.elapsed()), (io::ErrorKind::TimedOut, LIMITS.answer));
    }

    #[tokio::test(start_paused = true)]
    async fn a_client_that_reads_byte_by_byte_times_out() {
        let (mut client, server) = duplex(64);
        let mut server = clocked(server).0;
        tokio::spawn(async move {
            while client.read_u8().await.is_ok() {
                sleep(Duration::from_secs(1)).await;
            }
        });
        let error = server.write_all(&[0; 1000]).await.expect_err("too slow");
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
    }

    #[tokio::test(start_paused = true)]
    async fn each_answer_has_its_own_time() {
        let (mut client, server) = duplex(64);
        let mut server = clocked(server).0;
        tokio::spawn(async move {
            let mut answer = [0; 100];
            loop {
                sleep(Duration::from_secs(15)).await;
                if client.read_exact(&mut answer).await.is_err() {
                    return;
                }
            }
        });
        for _ in 0..5 {
            server.write_all(&[0; 100]).await.expect("in time");
            server.flush().await.expect("in time");
        }
    }
}
