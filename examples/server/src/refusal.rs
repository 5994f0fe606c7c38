//! Answers and closes connections that cannot be admitted.

use std::{sync::Arc, time::Duration};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    sync::Semaphore,
    time::timeout,
};

use crate::connections::Full;

/// Most connections that are answered at the same time; others are closed without an answer.
const REFUSALS_MAX: usize = 8;

/// Longest time for an answer.
const TIME_MAX: Duration = Duration::from_secs(1);

/// Refuses connections.
pub(crate) struct Refusals {
    free: Arc<Semaphore>,
    // `false` with TLS: the client would not understand an answer without it.
    speaks_http: bool,
}

impl Refusals {
    pub(crate) fn new(speaks_http: bool) -> Self {
        Self { free: Arc::new(Semaphore::new(REFUSALS_MAX)), speaks_http }
    }

    /// Answers with the reason, if the client expects HTTP, and closes the connection.
    pub(crate) fn refuse(&self, stream: TcpStream, why: Full) {
        let Ok(permit) = Arc::clone(&self.free).try_acquire_owned() else { return };
        if self.speaks_http {
            tokio::spawn(async move {
                // The connection is closed even if the client does not read the answer.
                let _ = timeout(TIME_MAX, answer(stream, why)).await;
                drop(permit);
            });
        }
    }
}

async fn answer(mut stream: TcpStream, why: Full) -> std::io::Result<()> {
    stream.write_all(text(why).as_bytes()).await?;
    stream.shutdown().await?;
    // Closing the connection before its request is read would reset it, and the answer would be lost.
    let mut unread = [0; 4096];
    while stream.read(&mut unread).await? > 0 {}
    Ok(())
}

fn text(why: Full) -> String {
    let message = match why {
        Full::All => "Too many connections.",
        Full::Peer => "Too many connections from this address.",
    };
    let body = format!(r#"{{"__type":"ServiceUnavailableException","message":"{message}"}}"#);
    format!(
        "HTTP/1.1 503 Service Unavailable\r\ncontent-type: application/x-amz-json-1.1\r\n\
         cache-control: no-store\r\nx-amzn-errortype: ServiceUnavailableException:\r\n\
         x-amzn-errormessage: {message}\r\naccess-control-allow-origin: *\r\nretry-after: 1\r\n\
         connection: close\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
}
