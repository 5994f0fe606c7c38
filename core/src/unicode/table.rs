//! Tables of the Unicode Character Database in a compact form.

/// Reads columns of numbers. Each number is the difference to the one before it, in zigzag encoding with seven bits in
/// each byte.
pub(super) struct Reader<'a>(pub(super) &'a [u8]);

impl Reader<'_> {
    fn number(&mut self) -> u32 {
        let (mut number, mut shift) = (0, 0);
        while let Some((byte, rest)) = self.0.split_first() {
            self.0 = rest;
            number |= u32::from(byte & 0x7F) << shift;
            if byte & 0x80 == 0 {
                break;
            }
            shift += 7;
        }
        number
    }

    fn column(&mut self, rows: u32) -> Vec<u32> {
        let mut last = 0_u32;
        (0..rows)
            .map(|_| {
                let zigzag = self.number();
                last = last.wrapping_add(zigzag >> 1 ^ (zigzag & 1).wrapping_neg());
                last
            })
            .collect()
    }

    /// Reads the number of rows, and then `N` columns.
    pub(super) fn rows<const N: usize>(&mut self) -> impl Iterator<Item = [u32; N]> + use<N> {
        let rows = self.number();
        let columns: [Vec<u32>; N] = std::array::from_fn(|_| self.column(rows));
        (0..rows as usize).map(move |row| std::array::from_fn(|column| columns[column][row]))
    }
}

#[cfg(test)]
pub(super) mod testing {
    fn number(mut number: u32, into: &mut Vec<u8>) {
        while number >= 0x80 {
            into.push((number & 0x7F | 0x80) as u8);
            number >>= 7;
        }
        into.push(number as u8);
    }

    /// Writes the number of rows, and the columns.
    pub(crate) fn rows(rows: &[Vec<u32>], into: &mut Vec<u8>) {
        number(u32::try_from(rows.len()).unwrap(), into);
        for column in 0..rows[0].len() {
            let mut last = 0;
            for row in rows {
                let difference = row[column].wrapping_sub(last).cast_signed();
                number((difference << 1 ^ difference >> 31).cast_unsigned(), into);
                last = row[column];
            }
        }
    }
}
