//! Processor time, medians of rounds, and the table that is printed.

use std::fmt;
use std::fs;
use std::time::Duration;

/// The processor time that a process has had so far, of all threads it has now.
pub(crate) fn cpu_of(process: u32) -> Duration {
    let tasks = fs::read_dir(format!("/proc/{process}/task")).expect("the process runs");
    let times = tasks.map(|task| {
        let file = task.unwrap().path().join("schedstat");
        let text = fs::read_to_string(file).unwrap_or_default();
        text.split(' ').next().and_then(|it| it.parse().ok()).unwrap_or(0)
    });
    Duration::from_nanos(times.sum())
}

/// The processor time that this thread has had so far.
pub(crate) fn cpu_of_thread() -> Duration {
    // The scheduler's count is brought up to date when a thread gives way.
    std::thread::yield_now();
    let text = fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    Duration::from_nanos(text.split(' ').next().unwrap().parse().unwrap())
}

/// What a ratio should be.
#[derive(Clone, Copy)]
pub(crate) enum Target {
    AtMost(f64),
    AtLeast(f64),
    /// Printed for comparison.
    None,
}

/// The ratios of all rounds.
#[derive(Default)]
pub(crate) struct Table(Vec<Row>);

struct Row {
    subject: String,
    target: Target,
    ratios: Vec<f64>,
    detail: String,
}

impl Table {
    /// Adds what was measured; the middle of the rounds is what counts.
    pub(crate) fn add(
        &mut self,
        subject: impl Into<String>,
        target: Target,
        mut ratios: Vec<f64>,
        detail: impl Into<String>,
    ) {
        ratios.sort_by(f64::total_cmp);
        let row = Row { subject: subject.into(), target, ratios, detail: detail.into() };
        eprintln!("{row}");
        self.0.push(row);
    }
}

/// The middle of some values.
pub(crate) fn median(values: &[f64]) -> f64 {
    let mut values = values.to_vec();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let middle = median(&self.ratios);
        let (first, last) = (self.ratios[0], self.ratios[self.ratios.len() - 1]);
        let (target, verdict) = match self.target {
            Target::AtMost(most) => (format!("at most {most}"), if middle <= most { "met" } else { "missed" }),
            Target::AtLeast(least) => (format!("at least {least}"), if middle >= least { "met" } else { "missed" }),
            Target::None => (String::new(), ""),
        };
        let Self { subject, detail, .. } = self;
        write!(f, "| {subject} | {target} | {middle:.2} | {first:.2} to {last:.2} | {verdict} | {detail} |")
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "| what | target | median | range | | detail |")?;
        writeln!(f, "| --- | --- | --- | --- | --- | --- |")?;
        self.0.iter().try_for_each(|row| writeln!(f, "{row}"))
    }
}
