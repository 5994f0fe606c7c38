//! Connections: accepts them, limits them, and lets them finish when the server stops.

use std::{
    convert::Infallible,
    io,
    net::{IpAddr, SocketAddr, TcpListener as StdListener},
    sync::Arc,
    time::Duration,
};

use hyper::{server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpListener, TcpStream},
    sync::{Semaphore, watch},
    time::{sleep, timeout},
};
use tokio_rustls::TlsAcceptor;

use crate::{
    connections::{ConnectionLimits, Connections, Full, Slot},
    endpoint::Endpoint,
    header_clock::{HeaderClock, TimeLimits},
    refusal::Refusals,
};

/// Most open connections: half of the usual limit of 1,024 open files, since messages and the database need files too.
pub(crate) const CONNECTIONS_MAX: usize = 512;

/// Most new connections that wait until another one ends.
const WAITING_MAX: usize = 8;

/// Longest request head in bytes. Signed requests have about 1 KiB; browsers may add long cookies.
const HEAD_BYTES_MAX: usize = 32 * 1024;

/// Longest time for a request head, and for a TLS handshake.
const HEAD_TIME_MAX: Duration = Duration::from_secs(10);

/// Longest time that a client may take to read an answer.
const ANSWER_TIME_MAX: Duration = Duration::from_secs(30);

/// Longest wait for the next request of a connection. Longer than the usual 60 s of load balancers, so that the load balancer
/// closes idle connections.
const IDLE_TIME_MAX: Duration = Duration::from_secs(75);

/// Longest wait for running requests when the server stops.
const DRAIN_TIME_MAX: Duration = Duration::from_secs(10);

/// The endpoint and the limits of connections.
pub(crate) struct Service {
    /// `None`: plain HTTP.
    pub(crate) tls: Option<TlsAcceptor>,
    pub(crate) endpoint: Arc<Endpoint>,
    pub(crate) limits: ConnectionLimits,
}

/// The connection that a request comes over.
#[derive(Clone)]
pub(crate) struct Guest {
    pub(crate) peer: IpAddr,
    pub(crate) slot: Arc<Slot>,
}

/// Serves until SIGTERM or SIGINT, then finishes the running requests. Calls `ready` once signals are handled.
pub(crate) async fn serve(listener: StdListener, service: Service, ready: impl FnOnce()) -> io::Result<()> {
    listener.set_nonblocking(true)?;
    let listener = TcpListener::from_std(listener)?;
    let mut stop_signals = StopSignals::new()?;
    let (stop, stopped) = watch::channel(());
    let connections = Connections::new(service.limits.clone());
    ready();

    let reason = {
        let accepting = accept_all(listener, service, &connections, stopped);
        tokio::select! {
            reason = stop_signals.next() => reason,
            never = accepting => match never {},
        }
    };
    // The listener is dropped, so new connections are refused.
    tracing::info!(reason, "stopping");
    drop(stop);
    tokio::select! {
        drained = timeout(DRAIN_TIME_MAX, connections.ended()) => if drained.is_err() {
            tracing::warn!("stopped with requests still running");
        },
        reason = stop_signals.next() => tracing::warn!(reason, "stopped at once"),
    }
    Ok(())
}

async fn accept_all(
    listener: TcpListener,
    service: Service,
    connections: &Connections,
    stopped: watch::Receiver<()>,
) -> Infallible {
    let reception = Arc::new(Reception {
        refusals: Refusals::new(service.tls.is_none()),
        service,
        connections: connections.clone(),
        waiting_room: Arc::new(Semaphore::new(WAITING_MAX)),
        stopped,
    });
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => reception.receive(stream, peer).await,
            Err(error) => {
                // Probably too many open files. Another attempt at once would fail too.
                tracing::warn!(%error, "cannot accept a connection");
                sleep(Duration::from_millis(100)).await;
            }
        }
    }
}

/// Accepts connections.
struct Reception {
    service: Service,
    connections: Connections,
    refusals: Refusals,
    // Limits how many new connections wait until another one ends. Further ones wait in the listener's queue.
    waiting_room: Arc<Semaphore>,
    stopped: watch::Receiver<()>,
}

impl Reception {
    async fn receive(self: &Arc<Self>, stream: TcpStream, peer: SocketAddr) {
        let full = match self.connections.try_admit(peer.ip()) {
            Ok(slot) => return self.begin(stream, peer, slot),
            Err(full) => full,
        };
        match (Arc::clone(&self.waiting_room).try_acquire_owned(), full) {
            (Ok(permit), _) => {
                let this = Arc::clone(self);
                tokio::spawn(async move {
                    let _permit = permit;
                    this.wait(stream, peer).await;
                });
            }
            // Refused at once, so that other peers do not wait behind it.
            (Err(_), Full::Peer) if !self.connections.can_make_room(full, peer.ip()) => {
                self.refuse(stream, peer, full);
            }
            (Err(_), _) => self.wait(stream, peer).await,
        }
    }

    async fn wait(&self, stream: TcpStream, peer: SocketAddr) {
        match self.connections.admit(peer.ip()).await {
            Ok(slot) => self.begin(stream, peer, slot),
            Err(full) => self.refuse(stream, peer, full),
        }
    }

    fn begin(&self, stream: TcpStream, peer: SocketAddr, slot: Slot) {
        let guest = Guest { peer: peer.ip().to_canonical(), slot: Arc::new(slot) };
        let connection = Connection { endpoint: Arc::clone(&self.service.endpoint), guest, peer };
        tokio::spawn(connection.run(stream, self.service.tls.clone(), self.stopped.clone()));
    }

    fn refuse(&self, stream: TcpStream, peer: SocketAddr, why: Full) {
        tracing::debug!(%peer, ?why, "connection refused");
        self.refusals.refuse(stream, why);
    }
}

struct Connection {
    endpoint: Arc<Endpoint>,
    guest: Guest,
    peer: SocketAddr,
}

impl Connection {
    async fn run(self, stream: TcpStream, tls: Option<TlsAcceptor>, stopped: watch::Receiver<()>) {
        let (peer, slot) = (self.peer, Arc::clone(&self.guest.slot));
        // Answers are short, so waiting for more bytes would only delay them.
        let _ = stream.set_nodelay(true);
        let outcome = tokio::select! {
            outcome = self.greet(stream, tls, stopped) => outcome,
            () = slot.closed() => Err("closed for a new connection".to_owned()),
        };
        match outcome {
            Ok(()) => tracing::debug!(%peer, "connection closed"),
            Err(error) => tracing::debug!(%peer, error, "connection closed"),
        }
    }

    async fn greet(
        self,
        stream: TcpStream,
        tls: Option<TlsAcceptor>,
        stopped: watch::Receiver<()>,
    ) -> Result<(), String> {
        let Some(tls) = tls else {
            return self.speak(stream, stopped).await.map_err(|error| error.to_string());
        };
        match timeout(HEAD_TIME_MAX, tls.accept(stream)).await {
            Ok(Ok(stream)) => self.speak(stream, stopped).await.map_err(|error| error.to_string()),
            Ok(Err(error)) => Err(error.to_string()),
            Err(_) => Err("the handshake took too long".to_owned()),
        }
    }

    async fn speak<S>(self, stream: S, mut stopped: watch::Receiver<()>) -> hyper::Result<()>
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        let limits = TimeLimits { head: HEAD_TIME_MAX, answer: ANSWER_TIME_MAX };
        let phase = self.guest.slot.phase().clone();
        let stream = HeaderClock::new(stream, limits, phase.clone());
        let answer = service_fn(|request| {
            phase.reads_body();
            let (endpoint, guest, phase) = (Arc::clone(&self.endpoint), self.guest.clone(), phase.clone());
            async move {
                let answer = endpoint.answer(request, guest).await;
                phase.awaits_head();
                Ok::<_, Infallible>(answer)
            }
        });
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(IDLE_TIME_MAX)
            .max_header_size(HEAD_BYTES_MAX)
            // A client may close its sending side and still read the answers.
            .half_close(true)
            .serve_connection(TokioIo::new(stream), answer);
        tokio::pin!(connection);

        tokio::select! {
            outcome = connection.as_mut() => return outcome,
            // Returns an error when the sender is dropped, which is the signal to stop.
            _ = stopped.changed() => connection.as_mut().graceful_shutdown(),
        }
        connection.await
    }
}

/// The signals that stop the server.
struct StopSignals {
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl StopSignals {
    fn new() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};

        Ok(Self { terminate: signal(SignalKind::terminate())?, interrupt: signal(SignalKind::interrupt())? })
    }

    async fn next(&mut self) -> &'static str {
        tokio::select! {
            _ = self.terminate.recv() => "SIGTERM",
            _ = self.interrupt.recv() => "SIGINT",
        }
    }
}

#[cfg(not(unix))]
impl StopSignals {
    fn new() -> io::Result<Self> {
        Ok(Self {})
    }

    async fn next(&mut self) -> &'static str {
        match tokio::signal::ctrl_c().await {
            Ok(()) => "Ctrl-C",
            Err(_) => std::future::pending().await,
        }
    }
}
