use crate::Result;
use std::hint::black_box;
use std::time::Duration;
use tokio::time::Instant;

/// How long a turn takes at least: so short that many are not interrupted, however busy the machine is.
const TURN: Duration = Duration::from_micros(500);
/// How many turns each of the two has. The best of them is told: whatever else the machine does makes
/// some slower, and none faster.
const TURNS: usize = 200;

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
        let (many_ours, many_floor) = (enough(&mut ours)?, enough(&mut floor)?);
        let (mut of_ours, mut of_floor) = (f64::INFINITY, f64::INFINITY);
        for _ in 0..TURNS {
            of_ours = of_ours.min(turn(&mut ours, many_ours)?);
            of_floor = of_floor.min(turn(&mut floor, many_floor)?);
        }
        Ok(Self { name: name.into(), ours: of_ours, floor: of_floor, bound })
    }

    pub(crate) fn ratio(&self) -> f64 {
        self.ours / self.floor
    }

    /// Whether the bound is kept, where there is one.
    pub(crate) fn holds(&self) -> Option<bool> {
        self.bound.map(|bound| self.ratio() <= bound)
    }
}

/// How many of them fill a turn.
fn enough<T>(once: &mut impl FnMut() -> Result<T>) -> Result<u32> {
    let mut count = 1;
    while turn(once, count)? * f64::from(count) < TURN.as_secs_f64() * 1e6 {
        count *= 2;
    }
    Ok(count)
}

/// How many microseconds one takes, of so many.
fn turn<T>(once: &mut impl FnMut() -> Result<T>, count: u32) -> Result<f64> {
    let begun_at = Instant::now();
    for _ in 0..count {
        black_box(once()?);
    }
    Ok(begun_at.elapsed().as_secs_f64() * 1e6 / f64::from(count))
}
