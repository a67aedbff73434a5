//! The flood.

use std::net::Ipv4Addr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, timeout};

use crate::program::Program;
use crate::world::Client;

/// What slow ones begin with; then each says a letter now and then, or nothing.
const BEGINNINGS: [&str; 6] = [
    "",
    "GET /oauth2/jwks HT",
    "GET /oauth2/jwks HTTP/1.1\r\nhost: a\r\nx: ",
    "POST /oauth2/token HTTP/1.1\r\nhost: a\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: 9999\r\n\r\na=",
    "PRI * HTTP/2.0\r\n\r\nS",
    "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0",
];

/// What one of the flood does, again and again.
struct Flood {
    port: u16,
    /// How many are connected at the moment.
    connected: AtomicUsize,
    /// How many the server ended.
    ended: AtomicUsize,
}

impl Flood {
    async fn one(self: Arc<Self>, number: usize) {
        loop {
            if let Ok(stream) = self.connect(number).await {
                self.connected.fetch_add(1, Ordering::Relaxed);
                let _ = dawdle(stream, number).await;
                self.connected.fetch_sub(1, Ordering::Relaxed);
                self.ended.fetch_add(1, Ordering::Relaxed);
            }
            sleep(Duration::from_millis(100)).await;
        }
    }

    /// From one of 500 addresses of this machine.
    async fn connect(&self, number: usize) -> std::io::Result<TcpStream> {
        let [.., high, low] = (number % 500 + 1).to_be_bytes();
        let socket = TcpSocket::new_v4()?;
        socket.bind((Ipv4Addr::new(127, 1, high, low), 0).into())?;
        socket.connect((Ipv4Addr::LOCALHOST, self.port).into()).await
    }
}

async fn dawdle(mut stream: TcpStream, number: usize) -> std::io::Result<()> {
    stream.write_all(BEGINNINGS[number % BEGINNINGS.len()].as_bytes()).await?;
    let mut buffer = [0; 256];
    loop {
        match timeout(Duration::from_secs(3), stream.read(&mut buffer)).await {
            Ok(Ok(0)) | Ok(Err(_)) => return Ok(()),
            Ok(Ok(_)) => {}
            Err(_) if number.is_multiple_of(2) => stream.write_all(b"a").await?,
            Err(_) => {}
        }
    }
}

/// The times of sign-ins one after the other, for so long and at least so many.
async fn sign_ins(program: &Program, client: &Client, lasting: Duration, least: usize) -> Vec<Duration> {
    let begun = Instant::now();
    let mut times = Vec::new();
    while begun.elapsed() < lasting || times.len() < least {
        let at = Instant::now();
        program.sign_in(client).await;
        times.push(at.elapsed());
    }
    times.sort();
    times
}

fn median(times: &[Duration]) -> Duration {
    times[times.len() / 2]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn good_sign_ins_stay_within_twice_their_time_beside_thousands_of_slow_connections() {
    let is_long = std::env::var("COUNTERSIGN_TEST_LONG").is_ok_and(|long| !long.is_empty());
    let (size, lasting) = if is_long { (4000, 120) } else { (1000, 20) };
    raise_open_files(size);
    let program = Program::install(None).await;
    let mut command = program.command(env!("CARGO_BIN_EXE_countersign"));
    // Good sign-ins come from one address, and more often than people do.
    command.env("COUNTERSIGN__LIMITS__SPARE_LOOPBACK", "false").env("COUNTERSIGN__LIMITS__AUTHORIZE", "0");
    command.env("COUNTERSIGN__LIMITS__SIGN_IN", "0").env("COUNTERSIGN__LIMITS__SIGN_IN_AS", "0");
    let server = program.serve_by(command).await;
    let client = program.populate().await;
    program.sign_in(&client).await;
    let calm = Duration::from_secs(lasting / 10 + 2);
    let before = sign_ins(&program, &client, calm, 9).await;

    let port = program.base.rsplit_once(':').unwrap().1.parse().unwrap();
    let flood = Arc::new(Flood { port, connected: AtomicUsize::new(0), ended: AtomicUsize::new(0) });
    let mut slow = JoinSet::new();
    for number in 0..size {
        slow.spawn(Arc::clone(&flood).one(number));
    }
    let all_there = async {
        while flood.connected.load(Ordering::Relaxed) < size * 9 / 10 {
            sleep(Duration::from_millis(50)).await;
        }
    };
    timeout(Duration::from_secs(60), all_there).await.unwrap();
    let during = sign_ins(&program, &client, Duration::from_secs(lasting), 9).await;
    let connected = flood.connected.load(Ordering::Relaxed);
    let ended = flood.ended.load(Ordering::Relaxed);
    slow.shutdown().await;
    let after = sign_ins(&program, &client, calm, 9).await;
    drop(server);

    // What else the machine does meanwhile counts on both sides.
    let usual = median(&before).max(median(&after));
    eprintln!(
        "{size} slow connections for {lasting} s: {connected} at the end, {ended} ended by the server; \
         a sign-in took {:?} beside them (median of {}), {usual:?} without",
        median(&during),
        during.len(),
    );
    assert!(connected > size / 2, "only {connected} are connected: that is no flood");
    assert!(ended > 0, "nobody was dropped for being slow");
    assert!(median(&during) <= 2 * usual, "{:?} instead of {usual:?}", median(&during));
}

/// A connection is an open file here, too.
fn raise_open_files(connections: usize) {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let most = getrlimit(Resource::Nofile).maximum;
    setrlimit(Resource::Nofile, Rlimit { current: most, maximum: most }).unwrap();
    let needed = connections as u64 + 200;
    assert!(most.is_none_or(|most| most >= needed), "this needs {needed} open files: raise the limit");
}
