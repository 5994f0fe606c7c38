//! Invented addresses of users who do not exist. A client that hides existence shows them as the destination of a code.
//!
//! They are derived from the pool's secret and the name, so one name always gets the same answer. Letters and media
//! occur as often as for real users: a letter or a medium that never occurred here would prove that a user is real.

use crate::{
    auth::{channel::Channel, srp::Pretended},
    message::delivery::{CodeDeliveryDetails, mask_email, mask_phone_number},
    model::{email_address::is_email, naming::Alias, pool::Pool, schema::is_phone_number},
};

/// How often the local part of an address begins with a character, in thousandths: estimated from first letters of
/// given names and of common words, and some digits.
const LOCAL_WEIGHTS: [(char, u32); 31] = [
    ('a', 92),
    ('b', 50),
    ('c', 68),
    ('d', 62),
    ('e', 42),
    ('f', 29),
    ('g', 33),
    ('h', 33),
    ('i', 24),
    ('j', 98),
    ('k', 52),
    ('l', 57),
    ('m', 97),
    ('n', 38),
    ('o', 15),
    ('p', 42),
    ('q', 3),
    ('r', 52),
    ('s', 87),
    ('t', 53),
    ('u', 5),
    ('v', 20),
    ('w', 21),
    ('x', 4),
    ('y', 10),
    ('z', 10),
    ('1', 3),
    ('2', 2),
    ('3', 1),
    ('7', 1),
    ('9', 1),
];

/// The same for domains: the large mail providers are frequent, and companies' domains begin with any letter.
const DOMAIN_WEIGHTS: [(char, u32); 28] = [
    ('g', 420),
    ('h', 88),
    ('y', 82),
    ('o', 64),
    ('i', 48),
    ('a', 38),
    ('m', 36),
    ('l', 24),
    ('c', 22),
    ('s', 22),
    ('w', 18),
    ('t', 18),
    ('p', 17),
    ('e', 16),
    ('b', 15),
    ('d', 13),
    ('f', 11),
    ('n', 11),
    ('r', 10),
    ('u', 7),
    ('v', 6),
    ('q', 5),
    ('k', 5),
    ('j', 4),
    ('z', 3),
    ('x', 2),
    ('1', 2),
    ('3', 1),
];

/// How often a phone number has this many digits, in thousandths.
const PHONE_WEIGHTS: [(usize, u32); 5] = [(10, 45), (11, 430), (12, 420), (13, 95), (14, 10)];

/// A user who does not exist.
pub(crate) struct Invented<'a> {
    pool: &'a Pool,
    /// The name as it was sent.
    name: &'a str,
    draws: [u8; 32],
}

impl<'a> Invented<'a> {
    pub(crate) fn new(pool: &'a Pool, name: &'a str, pretended: &Pretended) -> Self {
        Self { pool, name, draws: pretended.draws }
    }

    /// The channel that a message goes by: the first of `preferred` that the user has an address for.
    pub(crate) fn channel(&self, preferred: &[Channel]) -> Channel {
        self.reached_by(preferred).or(preferred.first().copied()).unwrap_or(Channel::Email)
    }

    /// The first of these channels that the user has an address for, if any.
    pub(crate) fn reached_by(&self, channels: &[Channel]) -> Option<Channel> {
        channels.iter().copied().find(|channel| self.has(*channel))
    }

    /// The masked destination of a message by this channel.
    pub(crate) fn details(&self, channel: Channel) -> CodeDeliveryDetails {
        CodeDeliveryDetails {
            destination: match channel {
                Channel::Email => self.email(),
                Channel::PhoneNumber => self.phone_number(),
            },
            delivery_medium: channel.medium().as_str().to_owned(),
            attribute_name: channel.attribute().to_owned(),
        }
    }

    /// Whether the user has an address for this channel. Every user has at least one; which ones depends on what the
    /// pool requires of its users.
    fn has(&self, channel: Channel) -> bool {
        let named = match channel {
            Channel::Email => is_email(self.name),
            Channel::PhoneNumber => is_phone_number(self.name),
        };
        let draw = self.number(0) % 16;
        let (email, phone_number) = match [Channel::Email, Channel::PhoneNumber].map(|c| self.asks_for(c)) {
            [true, true] => (draw >= 4, draw < 12),
            [false, true] => (draw == 0, draw != 0),
            [_, false] => (draw != 0, draw == 0),
        };
        named
            || match channel {
                Channel::Email => email,
                Channel::PhoneNumber => phone_number,
            }
    }

    /// Whether most users of the pool have an address for this channel.
    fn asks_for(&self, channel: Channel) -> bool {
        let alias = match channel {
            Channel::Email => Alias::Email,
            Channel::PhoneNumber => Alias::PhoneNumber,
        };
        self.pool.settings.auto_verifies(channel)
            || self.pool.naming.aliases().any(|named| named == alias)
            || self.pool.schema.is_required(channel.attribute())
    }

    fn email(&self) -> String {
        if is_email(self.name) {
            let is_alias = self.pool.naming.is_alias(Channel::Email.attribute());
            let shown = self.pool.naming.shown(self.name);
            return mask_email(if is_alias { &shown } else { self.name });
        }
        let local = draw(&LOCAL_WEIGHTS, self.number(1));
        let domain = draw(&DOMAIN_WEIGHTS, self.number(2));
        mask_email(&format!("{local}@{domain}"))
    }

    fn phone_number(&self) -> String {
        if is_phone_number(self.name) {
            return mask_phone_number(self.name);
        }
        let digits = draw(&PHONE_WEIGHTS, self.number(3));
        mask_phone_number(&format!("+{:0digits$}", self.number(4) % 10_000))
    }

    /// The number at `index`, one of eight random numbers.
    fn number(&self, index: usize) -> u32 {
        let bytes = self.draws.chunks_exact(4).nth(index).and_then(|bytes| bytes.try_into().ok());
        u32::from_be_bytes(bytes.unwrap_or_default())
    }
}

/// Maps a uniform number to a value, according to the weights.
fn draw<T: Copy + Default>(weights: &[(T, u32)], number: u32) -> T {
    let total: u32 = weights.iter().map(|(_, weight)| weight).sum();
    let mut left = number % total.max(1);
    for (value, weight) in weights {
        match left.checked_sub(*weight) {
            Some(rest) => left = rest,
            None => return *value,
        }
    }
    T::default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_letter_is_drawn_as_often_as_its_weight_says() {
        for weights in [&LOCAL_WEIGHTS[..], &DOMAIN_WEIGHTS[..]] {
            for letter in 'a'..='z' {
                assert!(weights.iter().any(|(drawn, weight)| *drawn == letter && *weight > 0), "{letter}");
            }
            let total: u32 = weights.iter().map(|(_, weight)| weight).sum();
            for (letter, weight) in weights {
                let drawn = (0..total).filter(|number| draw(weights, *number) == *letter).count();
                assert_eq!(drawn, *weight as usize, "{letter}");
            }
        }
    }
}
