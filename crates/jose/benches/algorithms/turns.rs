use crate::Result;
use std::hint::black_box;
use std::time::Duration;
use tokio::time::Instant;

/// How long each turn takes.
const TURN: Duration = Duration::from_millis(20);
/// How many turns each of the two has. The median of them is told: a busy machine spoils single ones.
const TURNS: usize = 9;

/// Two ways to the same, in microseconds.
pub(crate) struct Pair {
    pub(crate) name: String,
    pub(crate) ours: f64,
    pub(crate) floor: f64,
    /// What the ratio must not be above.
    pub(crate) bound: Option<f64>,
}

impl Pair {
    /// Measures the two in turns.
    pub(crate) fn measure<A, B>(
        name: impl Into<String>,
        bound: Option<f64>,
        mut ours: impl FnMut() -> Result<A>,
        mut floor: impl FnMut() -> Result<B>,
    ) -> Result<Self> {
        let (mut of_ours, mut of_floor) = (Vec::new(), Vec::new());
        for _ in 0..TURNS {
            of_ours.push(turn(&mut ours)?);
            of_floor.push(turn(&mut floor)?);
        }
        Ok(Self { name: name.into(), ours: median(of_ours), floor: median(of_floor), bound })
    }
}

/// How many microseconds one takes, over a turn.
fn turn<T>(once: &mut impl FnMut() -> Result<T>) -> Result<f64> {
    let begun_at = Instant::now();
    let mut count = 0_u32;
    while begun_at.elapsed() < TURN {
        black_box(once()?);
        count += 1;
    }
    Ok(begun_at.elapsed().as_secs_f64() * 1e6 / f64::from(count))
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
