//! A time limit for request heads that leaves idle connections alone.
//!
//! hyper's own limit also runs while a kept-alive connection waits for its next request. Proxies in front keep
//! connections for a minute, and would send requests into those that a ten-second limit just closed.

use std::{
    future::Future as _,
    io,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    task::{Context, Poll, ready},
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    time::{Instant, Sleep, sleep},
};

/// A stream whose reads fail when a request head takes longer than `limit`.
///
/// The clock starts with the connection, so the first head must come at once, and after that with the first byte
/// of each head. It stops when the service says that the head is complete.
pub(crate) struct HeaderClock<S> {
    stream: S,
    limit: Duration,
    phase: Phase,
    deadline: Pin<Box<Sleep>>,
    // The head that `deadline` is for, as `Phase` counts; another head has no deadline until it begins.
    running_for: u64,
}

/// Whether the connection waits for a request head; shared between the stream and the service.
///
/// Counts heads and answers: even while a head is awaited, odd while a request is being answered. A flag would not
/// do, since it may go there and back between two reads.
#[derive(Clone)]
pub(crate) struct Phase(Arc<AtomicU64>);

impl<S> HeaderClock<S> {
    pub(crate) fn new(stream: S, limit: Duration) -> Self {
        let phase = Phase(Arc::new(AtomicU64::new(0)));
        Self { stream, limit, phase, deadline: Box::pin(sleep(limit)), running_for: 0 }
    }

    pub(crate) fn phase(&self) -> Phase {
        self.phase.clone()
    }
}

impl Phase {
    /// A head is complete: what comes next is its body.
    pub(crate) fn head_is_complete(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    /// The request is answered: what comes next is another head.
    pub(crate) fn awaits_head(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    /// The number of the awaited head, if one is.
    fn head(&self) -> Option<u64> {
        let count = self.0.load(Ordering::Relaxed);
        count.is_multiple_of(2).then_some(count)
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
            let deadline = Instant::now() + self.limit;
            self.deadline.as_mut().reset(deadline);
            self.running_for = head;
        }
        read
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for HeaderClock<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(cx, bufs)
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

    #[tokio::test(start_paused = true)]
    async fn a_silent_client_is_dropped() {
        let (_client, server) = duplex(64);
        let error = HeaderClock::new(server, LIMIT).read_u8().await.expect_err("too slow");
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
    }

    #[tokio::test(start_paused = true)]
    async fn drops_of_bytes_do_not_stop_the_clock() {
        let (mut client, server) = duplex(64);
        let mut server = HeaderClock::new(server, LIMIT);
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
    async fn bodies_and_idle_connections_have_time() {
        let (mut client, server) = duplex(64);
        let mut server = HeaderClock::new(server, LIMIT);
        let phase = server.phase();
        tokio::spawn(async move {
            for byte in 1..=3 {
                let _ = client.write_u8(byte).await;
                sleep(LIMIT * 3).await;
            }
        });
        assert_eq!(server.read_u8().await.expect("head"), 1);
        phase.head_is_complete();
        assert_eq!(server.read_u8().await.expect("body"), 2);
        phase.awaits_head();
        assert_eq!(server.read_u8().await.expect("the next head begins late"), 3);
        assert_eq!(server.read_u8().await.expect_err("but must then go on").kind(), io::ErrorKind::TimedOut);
    }

    #[tokio::test(start_paused = true)]
    async fn a_request_read_at_once_stops_the_clock_too() {
        let (mut client, server) = duplex(64);
        let mut server = HeaderClock::new(server, LIMIT);
        let phase = server.phase();
        tokio::spawn(async move {
            let _ = client.write_u8(1).await;
            sleep(LIMIT * 3).await;
            let _ = client.write_u8(2).await;
        });
        assert_eq!(server.read_u8().await.expect("head without a body"), 1);
        phase.head_is_complete();
        phase.awaits_head();
        assert_eq!(server.read_u8().await.expect("idle for long"), 2);
    }
}
