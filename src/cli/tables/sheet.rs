//! A file taken apart into rows, each with the line it starts on. What the cells mean is not known here.

use csv::{ByteRecord, ReaderBuilder, StringRecord};

use super::Table;
use super::error::{RowError, shown};
use super::layout::{columns, recognise, signatures};

/// A file of a known table.
pub(super) struct Sheet {
    /// Which file of the call it is.
    pub(super) file: usize,
    /// Its name.
    pub(super) name: String,
    /// Its table.
    pub(super) table: Table,
    /// The names of its columns.
    pub(super) header: Vec<String>,
    /// Columns that are not modelled.
    pub(super) ignored: Vec<String>,
    /// Its rows, save those that could not be taken apart.
    pub(super) rows: Vec<Row>,
}

/// A row with as many cells as the header.
pub(super) struct Row {
    /// The line it starts on, from 1.
    pub(super) line: usize,
    /// Its cells.
    pub(super) cells: StringRecord,
}

/// What came of taking a file apart.
pub(super) struct Parsed {
    /// The file, if its rows can be read.
    pub(super) sheet: Option<Sheet>,
    /// Its table, if it is known.
    pub(super) table: Option<Table>,
    /// What is wrong.
    pub(super) errors: Vec<RowError>,
}

impl Sheet {
    /// Takes a file apart.
    pub(super) fn parse(file: usize, name: &str, bytes: &[u8]) -> Parsed {
        let mut errors = Vec::new();
        let mut records = Records::new(bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes));
        let mut refuse = |line: usize, column: Option<&str>, reason: String| {
            errors.push(RowError { file: name.to_owned(), line, column: column.map(str::to_owned), reason });
        };
        let head = match records.next() {
            Some((line, record)) => text_of(line, record, &[], &mut refuse),
            None => {
                refuse(1, None, "the file is empty; it needs a header row".to_owned());
                None
            }
        };
        let header = head.map(|head| {
            let names: Vec<_> = head.cells.iter().map(|it| it.trim().to_owned()).collect();
            (head.line, names)
        });
        let mut table = None;
        let mut sheet = None;
        if let Some((line, header)) = header {
            match check_header(line, &header, &mut refuse) {
                (known, None) => table = known,
                (_, Some(known)) => {
                    table = Some(known);
                    let rows =
                        records.filter_map(|(line, record)| text_of(line, record, &header, &mut refuse)).collect();
                    let modelled = columns(known);
                    let unknown = |name: &&String| !modelled.iter().any(|column| column.name == name.as_str());
                    sheet = Some(Self {
                        file,
                        name: name.to_owned(),
                        table: known,
                        ignored: header.iter().filter(unknown).cloned().collect(),
                        header,
                        rows,
                    });
                }
            }
        }
        Parsed { sheet, table, errors }
    }
}

/// The table of a header, and the same again if rows under this header can be read.
fn check_header(
    line: usize,
    header: &[String],
    refuse: &mut impl FnMut(usize, Option<&str>, String),
) -> (Option<Table>, Option<Table>) {
    let mut sound = true;
    for (at, name) in header.iter().enumerate() {
        if !name.is_empty() && header.iter().take(at).any(|earlier| earlier == name) {
            refuse(line, Some(name), "there are two columns of this name; keep one".to_owned());
            sound = false;
        }
    }
    let Some(table) = recognise(header) else {
        let semicolons = header.iter().any(|name| name.contains(';'));
        let advice = if semicolons { "; separate cells by commas" } else { "" };
        let known = signatures();
        refuse(line, None, format!("the header is of none of the kinds there are{advice}. They are known by: {known}"));
        return (None, None);
    };
    for column in columns(table).iter().filter(|column| column.required) {
        if !header.iter().any(|name| name == column.name) {
            let reason = format!("the column is missing; every file of {table} has it");
            refuse(line, Some(column.name), reason);
            sound = false;
        }
    }
    (Some(table), sound.then_some(table))
}

/// The row as text, if it is text and as wide as the header. An empty header is the row itself.
fn text_of(
    line: usize,
    record: Record<'_>,
    header: &[String],
    refuse: &mut impl FnMut(usize, Option<&str>, String),
) -> Option<Row> {
    let column = |at: usize| header.get(at).map(String::as_str);
    if !quotes_are_sound(record.raw) {
        let reason = "a quote is left open or stands alone; close it, and write a quote inside quotes twice";
        refuse(line, None, reason.to_owned());
        return None;
    }
    let cells = record.cells;
    let (found, wanted) = (cells.len(), header.len());
    if wanted > 0 && found != wanted {
        let reason = format!("the row has {found} cells and the header {wanted}; is a comma missing, or not quoted?");
        refuse(line, None, reason);
        return None;
    }
    let mut sound = true;
    for (at, cell) in cells.iter().enumerate() {
        if std::str::from_utf8(cell).is_err() {
            let reason = "the bytes are not UTF-8 (Latin-1?); save the file as UTF-8";
            let cell = shown(&String::from_utf8_lossy(cell));
            refuse(line, column(at), format!("{cell}: {reason}"));
            sound = false;
        }
    }
    let cells = StringRecord::from_byte_record(cells).ok().filter(|_| sound)?;
    Some(Row { line, cells })
}

/// A row as bytes.
struct Record<'a> {
    cells: ByteRecord,
    raw: &'a [u8],
}

/// The rows of a file as bytes, each with its line. Lines are counted here since the reader takes the line feed of
/// a CRLF for the start of the next row.
struct Records<'a> {
    reader: csv::Reader<&'a [u8]>,
    bytes: &'a [u8],
    /// Where the last row started.
    start: usize,
    line: usize,
}

impl<'a> Records<'a> {
    fn new(bytes: &'a [u8]) -> Self {
        Self {
            reader: ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes),
            bytes,
            start: 0,
            line: 1,
        }
    }

    /// How far the reader is. A `u64` that counts bytes in memory fits.
    fn place(&self) -> usize {
        usize::try_from(self.reader.position().byte()).unwrap_or(usize::MAX)
    }
}

impl<'a> Iterator for Records<'a> {
    type Item = (usize, Record<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        let before = self.place();
        let mut cells = ByteRecord::new();
        // Reading from memory cannot fail, and a row of any width is taken.
        if !self.reader.read_byte_record(&mut cells).unwrap_or(false) {
            return None;
        }
        let rest = self.bytes.get(before..).unwrap_or_default();
        let blank = rest.iter().take_while(|byte| b"\r\n".contains(byte)).count();
        let start = before + blank;
        self.line += breaks(self.bytes.get(self.start..start).unwrap_or_default());
        self.start = start;
        let raw = self.bytes.get(start..self.place()).unwrap_or_default();
        Some((self.line, Record { cells, raw }))
    }
}

/// How many lines end in these bytes: by LF, CRLF, or CR alone.
fn breaks(bytes: &[u8]) -> usize {
    let mut after = bytes.iter().skip(1);
    let ends = |byte: &&u8| match (byte, after.next()) {
        (b'\n', _) => true,
        (b'\r', next) => next != Some(&b'\n'),
        _ => false,
    };
    bytes.iter().filter(ends).count()
}

/// Whether every quoted cell of a row is closed, and by a quote that ends the cell. The reader takes what comes.
fn quotes_are_sound(raw: &[u8]) -> bool {
    enum At {
        Start,
        Plain,
        Quoted,
        Quote,
    }
    let mut at = At::Start;
    for byte in raw {
        at = match (at, byte) {
            (At::Quoted, b'"') => At::Quote,
            (At::Start, b'"') | (At::Quoted, _) | (At::Quote, b'"') => At::Quoted,
            (_, b',' | b'\r' | b'\n') => At::Start,
            (At::Quote, _) => return false,
            (At::Start | At::Plain, _) => At::Plain,
        };
    }
    !matches!(at, At::Quoted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_have_the_line_they_start_on() {
        let check = |text: &str, expected: &[usize]| {
            let found: Vec<_> = Records::new(text.as_bytes()).map(|(line, _)| line).collect();
            assert_eq!(found, expected, "{text:?}");
        };
        check("a\nb\nc\n", &[1, 2, 3]);
        check("a\r\nb\r\nc", &[1, 2, 3]);
        check("a\rb\rc\r", &[1, 2, 3]);
        check("\n\na\n\n\nb\n", &[3, 6]);
        check("\r\na\r\n\r\nb\r\n", &[2, 4]);
        check("\"1\n2\n3\"\n4\n\"5\r\n6\",x\r\n7\n", &[1, 4, 5, 7]);
        check("", &[]);
    }

    #[test]
    fn quotes_are_closed() {
        let check = |row: &str, expected: bool| assert_eq!(quotes_are_sound(row.as_bytes()), expected, "{row}");
        check("a,\"b\",c\n", true);
        check("\"a \"\"b\"\" c\",\"\"\r\n", true);
        check("5\" pipe,b", true);
        check("a,\"b\n", false);
        check("\"a\"b,c", false);
    }
}
