//! Just enough of PostgreSQL's protocol to ask something.

use std::{
    io::{self, Read, Write},
    net::{SocketAddr, TcpStream},
};

/// A connection to a PostgreSQL.
pub(crate) struct Session(TcpStream);

impl Session {
    /// Connects as the superuser.
    pub(crate) fn open(address: SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect(address)?;
        let mut session = Self(stream);
        let parameters = [&3_u32.rotate_left(16).to_be_bytes()[..], b"user\0postgres\0database\0postgres\0\0"].concat();
        session.send(&parameters)?;
        session.answers().map(|_| session)
    }

    /// The first column of what a query answers.
    pub(crate) fn ask(&mut self, query: &str) -> io::Result<Vec<String>> {
        self.0.write_all(b"Q")?;
        self.send(format!("{query}\0").as_bytes())?;
        let rows = self.answers()?.into_iter().filter(|(kind, _)| *kind == b'D');
        // Behind the number of columns and the length of the first.
        Ok(rows.map(|(_, row)| String::from_utf8_lossy(&row[6..]).into_owned()).collect())
    }

    fn send(&mut self, message: &[u8]) -> io::Result<()> {
        let length = u32::try_from(message.len() + 4).map_err(io::Error::other)?;
        self.0.write_all(&length.to_be_bytes())?;
        self.0.write_all(message)
    }

    /// Everything up to the message that the server is ready for more.
    fn answers(&mut self) -> io::Result<Vec<(u8, Vec<u8>)>> {
        let mut answers = Vec::new();
        loop {
            let mut head = [0; 5];
            self.0.read_exact(&mut head)?;
            let [kind, length @ ..] = head;
            let length = usize::try_from(u32::from_be_bytes(length)).map_err(io::Error::other)?;
            let mut body = vec![0; length - 4];
            self.0.read_exact(&mut body)?;
            match kind {
                b'Z' => return Ok(answers),
                b'E' => return Err(io::Error::other(String::from_utf8_lossy(&body).into_owned())),
                kind => answers.push((kind, body)),
            }
        }
    }
}
