//! The regular expressions of the API model, each with a function that matches it.
//!
//! Messages print `text`. `matches` gives the result of Java's `String.matches`: it matches the whole text by code
//! points, `\w` and `\s` match ASCII only, and `.` does not match line ends. If the service is known to deviate from
//! the expression it prints, a comment says so.

use super::Pattern;

pub(super) const DIGITS: Pattern =
    Pattern { text: "[0-9]+", matches: |text| each(text, |c| c.is_ascii_digit()) };

/// Client ids and secrets.
pub(super) const WORD_PLUS: Pattern =
    Pattern { text: r"[\w+]+", matches: |text| each(text, |c| is_word(c) || c == '+') };

pub(super) const SECRET_HASH: Pattern =
    Pattern { text: r"[\w+=/]+", matches: |text| each(text, |c| is_word(c) || "+=/".contains(c)) };

/// Names of pools, clients, import jobs and resource servers.
pub(super) const TITLE: Pattern = Pattern {
    text: r"[\w\s+=,.@-]+",
    matches: |text| each(text, |c| is_word(c) || is_space(c) || "+=,.@-".contains(c)),
};

pub(super) const HEX: Pattern =
    Pattern { text: "^[0-9a-fA-F]+$", matches: |text| each(text, |c| c.is_ascii_hexdigit()) };

pub(super) const SES_CONFIGURATION_SET: Pattern =
    Pattern { text: "^[a-zA-Z0-9_-]+$", matches: |text| each(text, |c| is_word(c) || c == '-') };

/// Tokens of any kind, SAML assertions included.
pub(super) const EXCHANGED_TOKEN: Pattern = Pattern {
    text: "[A-Za-z0-9-_+/=.]+",
    matches: |text| each(text, |c| c.is_ascii_alphanumeric() || "-_+/=.".contains(c)),
};

/// Access, ID and refresh tokens.
pub(super) const TOKEN: Pattern =
    Pattern { text: "[A-Za-z0-9-_=.]+", matches: |text| each(text, |c| is_word(c) || "-=.".contains(c)) };

pub(super) const NO_WHITE_SPACE: Pattern =
    Pattern { text: r"[\S]+", matches: |text| each(text, |c| !is_space(c)) };

/// Temporary passwords: the service prints this expression, but treats an empty password as absent.
pub(super) const NO_WHITE_SPACE_OR_EMPTY: Pattern =
    Pattern { text: NO_WHITE_SPACE.text, matches: |text| !text.contains(is_space) };

/// Passwords in SignUp and AdminSetUserPassword: at least two characters, without white space at the ends.
pub(super) const PASSWORD_STRICT: Pattern = Pattern { text: r"^[\S]+.*[\S]+$", matches: is_strict_password };

/// Names of users, groups and custom attributes, and redirect URLs: visible characters only.
pub(crate) const VISIBLE: Pattern =
    Pattern { text: r"[\p{L}\p{M}\p{S}\p{N}\p{P}]+", matches: |text| each(text, is_visible) };

pub(super) const ATTRIBUTE_NAME: Pattern = Pattern {
    text: r"[\p{L}\p{M}\p{S}\p{N}\p{P}\t\n\r ]+",
    matches: |text| each(text, |c| is_visible(c) || "\t\n\r ".contains(c)),
};

pub(super) const PROVIDER_NAME: Pattern = Pattern {
    text: r"[\p{L}\p{M}\p{S}\p{N}\p{P}\p{Z}]+",
    matches: |text| each(text, |c| is_visible(c) || is_separator(c)),
};

/// Names of new providers: the first character is neither `_` nor a separator, the second is visible, and at least one
/// more follows, none of them `_` or a separator.
pub(super) const PROVIDER_NAME_OF_NEW: Pattern =
    Pattern { text: r"[^_\p{Z}][\p{L}\p{M}\p{S}\p{N}\p{P}][^_\p{Z}]+", matches: is_name_of_new_provider };

/// Identifiers of providers, for example domains.
pub(super) const IDP_IDENTIFIER: Pattern = Pattern {
    text: r"[\w\s+=.@-]+",
    matches: |text| each(text, |c| is_word(c) || is_space(c) || "+=.@-".contains(c)),
};

pub(super) const EMAIL_ADDRESS: Pattern = Pattern {
    text: r"[\p{L}\p{M}\p{S}\p{N}\p{P}]+@[\p{L}\p{M}\p{S}\p{N}\p{P}]+",
    // An @ is also a visible character, so any @ that is neither first nor last may be the separator.
    matches: |text| {
        each(text, is_visible) && text.match_indices('@').any(|(at, _)| at > 0 && at + 1 < text.len())
    },
};

pub(super) const EMAIL_SUBJECT: Pattern =
    Pattern { text: r"[\p{L}\p{M}\p{S}\p{N}\p{P}\s]+", matches: |text| each(text, is_prose) };

/// Verification and MFA emails, which must contain the code.
pub(super) const EMAIL_MESSAGE: Pattern = Pattern {
    text: r"[\p{L}\p{M}\p{S}\p{N}\p{P}\s*]*\{####\}[\p{L}\p{M}\p{S}\p{N}\p{P}\s*]*",
    matches: |text| each(text, is_prose) && text.contains("{####}"),
};

/// Verification emails with a link, whose text is between `{##` and `##}`.
pub(super) const EMAIL_MESSAGE_BY_LINK: Pattern = Pattern {
    text: r"[\p{L}\p{M}\p{S}\p{N}\p{P}\s*]*\{##[\p{L}\p{M}\p{S}\p{N}\p{P}\s*]*##\}[\p{L}\p{M}\p{S}\p{N}\p{P}\s*]*",
    matches: |text| {
        let after_opening = text.split_once("{##").map_or("", |(_, rest)| rest);
        each(text, is_prose) && after_opening.contains("##}")
    },
};

/// Notifications of threat protection.
pub(super) const EMAIL_NOTIFICATION_BODY: Pattern =
    Pattern { text: r"[\p{L}\p{M}\p{S}\p{N}\p{P}\s*]+", matches: |text| each(text, is_prose) };

/// Invitations by email. The model has only the character class, but the service requires both placeholders; its text
/// for this is unknown.
pub(super) const EMAIL_INVITATION: Pattern = Pattern {
    text: r"(?s)(?=.*\{username\})(?=.*\{####\})[\p{L}\p{M}\p{S}\p{N}\p{P}\s*]*",
    matches: |text| each(text, is_prose) && has_invitation_placeholders(text),
};

/// Invitations by SMS; see [`EMAIL_INVITATION`].
pub(super) const SMS_INVITATION: Pattern =
    Pattern { text: r"(?s)(?=.*\{username\})(?=.*\{####\}).*", matches: has_invitation_placeholders };

/// The service prints this expression instead of the model's `.*\{####\}.*`.
pub(super) const SMS_MESSAGE: Pattern =
    Pattern { text: r"(?s).*\{####\}(?s).*", matches: |text| text.contains("{####}") };

/// Identifiers of resource servers, scopes, audiences: ASCII without space, `"` and `\`.
pub(super) const SCOPE: Pattern =
    Pattern { text: r"[\x21\x23-\x5B\x5D-\x7E]+", matches: |text| each(text, is_scope) };

/// Names of the scopes of resource servers: [`SCOPE`] without `/`.
pub(super) const SCOPE_NAME: Pattern = Pattern {
    text: r"[\x21\x23-\x2E\x30-\x5B\x5D-\x7E]+",
    matches: |text| each(text, |c| is_scope(c) && c != '/'),
};

pub(super) const USER_POOL_ID: Pattern =
    Pattern { text: r"[\w-]+_[0-9a-zA-Z]+", matches: |text| is_id(text, |c| c.is_ascii_alphanumeric()) };

pub(super) const USER_IMPORT_JOB_ID: Pattern = Pattern {
    text: "import-[0-9a-zA-Z-]+",
    matches: |text| {
        text.strip_prefix("import-").is_some_and(|id| each(id, |c| c.is_ascii_alphanumeric() || c == '-'))
    },
};

pub(super) const DEVICE_KEY: Pattern = Pattern {
    text: r"[\w-]+_[0-9a-f-]+",
    matches: |text| is_id(text, |c| matches!(c, '0'..='9' | 'a'..='f' | '-')),
};

pub(super) const ARN: Pattern = Pattern {
    text: r"arn:[\w+=/,.@-]+:[\w+=/,.@-]+:([\w+=/,.@-]*)?:[0-9]+:[\w+=/,.@-]+(:[\w+=/,.@-]+)?(:[\w+=/,.@-]+)?",
    matches: is_arn,
};

pub(super) const OPTIONAL_ARN: Pattern = Pattern {
    text: r"(arn:[\w+=/,.@-]+:[\w+=/,.@-]+:([\w+=/,.@-]*)?:[0-9]+:[\w+=/,.@-]+(:[\w+=/,.@-]+)?(:[\w+=/,.@-]+)?)?",
    matches: |text| text.is_empty() || is_arn(text),
};

/// Buckets, whose ARNs have neither a region nor an account.
pub(super) const S3_ARN: Pattern = Pattern {
    text: r"arn:[\w+=/,.@-]+:[\w+=/,.@-]+:::[\w+=/,.@-]+(:[\w+=/,.@-]+)?(:[\w+=/,.@-]+)?",
    matches: is_bucket_arn,
};

pub(super) const SESSION_ID: Pattern = Pattern {
    text: "^(tkn|sso)[a-z0-9]{25}$",
    matches: |text| {
        let rest = text.strip_prefix("tkn").or_else(|| text.strip_prefix("sso"));
        rest.is_some_and(|rest| rest.len() == 25 && each(rest, |c| matches!(c, 'a'..='z' | '0'..='9')))
    },
};

pub(super) const EVENT_ID: Pattern =
    Pattern { text: r"[\w+-]+", matches: |text| each(text, |c| is_word(c) || "+-".contains(c)) };

/// A prefix or a custom domain: the service accepts dots although the expression that it prints does not.
pub(super) const DOMAIN: Pattern = Pattern {
    text: r"^[a-z0-9](?:[a-z0-9\-]{0,61}[a-z0-9])?$",
    matches: |text| text.split('.').all(is_domain_label),
};

pub(super) const S3_BUCKET: Pattern = Pattern {
    text: r"^[0-9A-Za-z\.\-_]*(?<!\.)$",
    matches: |text| text.chars().all(|c| is_word(c) || ".-".contains(c)) && !text.ends_with('.'),
};

/// Ids of styles and terms documents: UUIDs of version 4.
pub(super) const UUID: Pattern = Pattern {
    text: "^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[4][0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}$",
    matches: |text| {
        let at = |index: usize| text.as_bytes().get(index).copied().unwrap_or_default();
        text.split('-').map(str::len).eq([8, 4, 4, 4, 12])
            && text.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-')
            && at(14) == b'4'
            && b"89abAB".contains(&at(19))
    },
};

pub(super) const RESOURCE_ID: Pattern =
    Pattern { text: r"^[\w\- ]+$", matches: |text| each(text, |c| is_word(c) || "- ".contains(c)) };

pub(super) const TERMS_NAME: Pattern = Pattern {
    text: "^(terms-of-use|privacy-policy)$",
    matches: |text| matches!(text, "terms-of-use" | "privacy-policy"),
};

pub(super) const LANGUAGE_ID: Pattern = Pattern {
    text: "^cognito:(default|dutch|english|french|spanish|german|bahasa-indonesia|italian|japanese|korean|portuguese-brazil|chinese-(simplified|traditional))$",
    matches: |text| text.strip_prefix("cognito:").is_some_and(|language| LANGUAGES.contains(&language)),
};

const LANGUAGES: [&str; 13] = [
    "default",
    "dutch",
    "english",
    "french",
    "spanish",
    "german",
    "bahasa-indonesia",
    "italian",
    "japanese",
    "korean",
    "portuguese-brazil",
    "chinese-simplified",
    "chinese-traditional",
];

pub(super) const LINK_URL: Pattern =
    Pattern { text: r"^[\p{L}\p{M}\p{S}\p{N}\p{P}]+$", matches: VISIBLE.matches };

pub(super) const ACR_LEVEL: Pattern =
    Pattern { text: "Level[1-4]", matches: |text| matches!(text, "Level1" | "Level2" | "Level3" | "Level4") };

/// Whether the text has at least one character and all are of the class: `[class]+`.
fn each(text: &str, class: impl Fn(char) -> bool) -> bool {
    !text.is_empty() && text.chars().all(class)
}

fn is_strict_password(text: &str) -> bool {
    let mut spaces = text.char_indices().filter(|&(_, c)| is_space(c)).map(|(at, _)| at);
    let Some(first) = spaces.next() else {
        return text.chars().nth(1).is_some();
    };
    // `[\S]+` matches as much as possible at both ends; the dot must match the text between the outermost spaces.
    let last = spaces.next_back().unwrap_or(first);
    first > 0 && last + 1 < text.len() && !text[first..=last].contains(is_line_end)
}

fn is_name_of_new_provider(text: &str) -> bool {
    let is_inner = |c: char| c != '_' && !is_separator(c);
    let mut characters = text.chars();
    let [first, second] = [characters.next(), characters.next()];
    first.is_some_and(is_inner) && second.is_some_and(is_visible) && each(characters.as_str(), is_inner)
}

fn has_invitation_placeholders(text: &str) -> bool {
    text.contains("{username}") && text.contains("{####}")
}

/// `[\w-]+_[class]+`. The class has no underscore, so the last underscore is the separator.
fn is_id(text: &str, class: impl Fn(char) -> bool) -> bool {
    text.rsplit_once('_')
        .is_some_and(|(head, tail)| each(head, |c| is_word(c) || c == '-') && each(tail, class))
}

fn is_arn(text: &str) -> bool {
    let mut parts = text.split(':');
    parts.next() == Some("arn")
        && parts.next().is_some_and(is_arn_part)
        && parts.next().is_some_and(is_arn_part)
        && parts.next().is_some_and(|region| region.is_empty() || is_arn_part(region))
        && parts.next().is_some_and(DIGITS.matches)
        && is_arn_resource(parts)
}

fn is_bucket_arn(text: &str) -> bool {
    let mut parts = text.split(':');
    parts.next() == Some("arn")
        && parts.next().is_some_and(is_arn_part)
        && parts.next().is_some_and(is_arn_part)
        && parts.next() == Some("")
        && parts.next() == Some("")
        && is_arn_resource(parts)
}

/// One to three parts.
fn is_arn_resource<'a>(parts: impl Iterator<Item = &'a str>) -> bool {
    let mut count = 0;
    parts.inspect(|_| count += 1).all(is_arn_part) && (1..=3).contains(&count)
}

fn is_arn_part(text: &str) -> bool {
    each(text, |c| is_word(c) || "+=/,.@-".contains(c))
}

fn is_domain_label(text: &str) -> bool {
    (1..=63).contains(&text.len())
        && each(text, |c| matches!(c, 'a'..='z' | '0'..='9' | '-'))
        && !text.starts_with('-')
        && !text.ends_with('-')
}

/// `\w`.
fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

/// `\s`.
fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\x0B' | '\x0C' | '\r')
}

/// The characters that `.` does not match.
fn is_line_end(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// `[\x21\x23-\x5B\x5D-\x7E]`.
fn is_scope(c: char) -> bool {
    c.is_ascii_graphic() && c != '"' && c != '\\'
}

/// `[\p{L}\p{M}\p{S}\p{N}\p{P}\s*]`.
fn is_prose(c: char) -> bool {
    is_visible(c) || is_space(c)
}

/// `[\p{L}\p{M}\p{S}\p{N}\p{P}]`: letters, marks, symbols, numbers and punctuation.
///
/// These are all code points outside the categories Z and C. Only code points that Unicode will never assign count as
/// unassigned: a table of the others would be large, and outdated with each new version.
pub(crate) fn is_visible(c: char) -> bool {
    c.is_ascii_graphic() || (!c.is_ascii() && !is_separator(c) && !is_other(c))
}

/// `\p{Z}`.
fn is_separator(c: char) -> bool {
    matches!(
        c,
        ' ' | '\u{A0}' | '\u{1680}' | '\u{2000}'
            ..='\u{200A}' | '\u{2028}' | '\u{2029}' | '\u{202F}' | '\u{205F}' | '\u{3000}'
    )
}

/// `\p{C}`, as far as it never changes: controls, formats, private use, noncharacters. A `char` cannot be a surrogate.
fn is_other(c: char) -> bool {
    matches!(c,
        // Cc
        '\0'..='\x1F' | '\x7F'..='\u{9F}'
        // Cf
        | '\u{AD}' | '\u{600}'..='\u{605}' | '\u{61C}' | '\u{6DD}' | '\u{70F}' | '\u{890}'..='\u{891}' | '\u{8E2}'
        | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}'
        | '\u{FFF9}'..='\u{FFFB}' | '\u{110BD}' | '\u{110CD}' | '\u{13430}'..='\u{1343F}'
        | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}' | '\u{E0001}' | '\u{E0020}'..='\u{E007F}'
        // Co
        | '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{FFFFD}' | '\u{100000}'..='\u{10FFFD}'
        // Noncharacters
        | '\u{FDD0}'..='\u{FDEF}'
    ) || u32::from(c) & 0xFFFE == 0xFFFE
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ARN_OK: &[&str] = &[
        "arn:aws:lambda:us-east-1:123456789012:function:pre-sign-up",
        "arn:aws:iam::1:role/service-role/sms@x,y=z.w+v",
        "arn:aws:lambda:eu-west-1:1:function:name:alias",
    ];
    const ARN_BAD: &[&str] = &[
        "arn:aws:lambda:us-east-1::function",
        "arn:aws:lambda:us-east-1:12a:function",
        "arn:aws:lambda:us-east-1:1:",
        "arn:aws:lambda:us-east-1:1:a:b:c:d",
        "arn:aws:lambda:us-east-1:1:function:",
        "arn:aws::us-east-1:1:function",
        "arn::lambda:us-east-1:1:function",
        "arn:aws:lambda:us-east-1:1",
        "ARN:aws:lambda:us-east-1:1:function",
        "arn:aws:lambda:us east:1:function",
        "arn:aws:lambda:é:1:function",
        "arn",
    ];
    const VISIBLE_OK: &[&str] =
        &["a", "ana@example.com", "日本語", "e\u{301}", "\u{301}", "😀", "🏳\u{FE0F}", "½€§_"];
    const VISIBLE_BAD: &[&str] = &[
        "",
        " ",
        "a b",
        "a\u{A0}b",
        "a\u{3000}b",
        "\t",
        "\0",
        "\u{7F}",
        "\u{85}",
        "a\u{200B}b",
        "👩\u{200D}👩",
        "\u{200F}a",
        "\u{202E}a",
        "\u{FEFF}a",
        "\u{AD}",
        "\u{E000}",
        "\u{F8FF}",
        "\u{10FFFD}",
        "\u{FDD0}",
        "\u{FFFF}",
        "\u{1FFFE}",
        "\u{E0041}",
        "\u{2028}",
    ];

    /// Every pattern with texts that it matches and texts that it refuses.
    const TABLE: &[(Pattern, &[&str], &[&str])] = &[
        (DIGITS, &["0", "0123456789"], &["", "1a", "-1", " 1", "1\n", "١"]),
        (WORD_PLUS, &["aZ_09+", "+"], &["", "a-b", "a b", "é"]),
        (SECRET_HASH, &["aZ_09+=/"], &["", "a-b", "a\n"]),
        (TITLE, &["My pool\t\n\x0B\x0C\r+=,.@-_9"], &["", "a/b", "a:b", "é", "a\u{A0}b", "a\u{85}b"]),
        (HEX, &["09afAF"], &["", "g", "0x1", "1\n"]),
        (SES_CONFIGURATION_SET, &["aZ_09-"], &["", "a b", "a.b"]),
        (EXCHANGED_TOKEN, &["eyJ-_=.09aZ", "a+b/c="], &["", "a b", "é"]),
        (TOKEN, &["eyJ-_=.09aZ"], &["", "a+b", "a/b", "a b", "é"]),
        (NO_WHITE_SPACE, &["a", "é😀", "a\u{A0}b", "\u{85}", "\0"], &["", " ", "a b", "a\n", "\x0B", "\x0C"]),
        (NO_WHITE_SPACE_OR_EMPTY, &["", "a"], &[" ", "a b"]),
        (
            PASSWORD_STRICT,
            &["ab", "a b", "a\tb c", "😀😀", "a\u{2028}b", "a\u{85} b", "\u{2029}\u{2029}", "a \u{85}"],
            &["", "a", "😀", " ab", "ab ", "ab\n", "a\nb", "a\r\nb", "a \u{2028} b", "a \u{85} b", " ", "  "],
        ),
        (VISIBLE, VISIBLE_OK, VISIBLE_BAD),
        (ATTRIBUTE_NAME, &["custom:a b\t\n\r", " ", "é"], &["", "a\x0Bb", "a\u{A0}b", "\u{200D}"]),
        (PROVIDER_NAME, &["a b", "\u{A0}\u{2028}\u{3000}", "_"], &["", "\t", "\u{200B}", "\u{E000}"]),
        (
            PROVIDER_NAME_OF_NEW,
            &["abc", "a_c", "é\u{301}\u{200B}", "\t.\n"],
            &["", "ab", "_bc", " bc", "ab_", "ab ", "a c", "abc_d", "a\tc", "a__", "\u{A0}bc"],
        ),
        (IDP_IDENTIFIER, &["acme.example", "a b\n+=@-_9"], &["", "a/b", "é", "a,b", "a\u{A0}b"]),
        (
            EMAIL_ADDRESS,
            &["a@b", "ana@example.com", "@@@", "a@@", "é@😀", "@a@b"],
            &["", "@", "@@", "a@", "@a", "ab", "a b@c", "é", "😀"],
        ),
        (EMAIL_SUBJECT, &["Your code\n\x0B", " ", "é*"], &["", "a\u{A0}b", "👩\u{200D}👩"]),
        (
            EMAIL_MESSAGE,
            &["{####}", "Your code is\n{####}.", "{####}{####}", "{{####}}"],
            &["", "####", "{###}", "{#####}", "\u{A0}{####}", "{####"],
        ),
        (
            EMAIL_MESSAGE_BY_LINK,
            &["{##Click here##}", "{####}", "a {##\n##} b", "##} {## ##}", "{## {## ##}", "{#####}"],
            &["", "{###}", "##} {##", "{##Click##", "{##\u{A0}##}", "{##}"],
        ),
        (
            EMAIL_INVITATION,
            &["{username}{####}", "{####}\n{username}", "Hi {username}, {####}*"],
            &["", "{username}", "{####}", "{Username}{####}", "{username}{####}\u{A0}"],
        ),
        (SMS_INVITATION, &["{username} {####}", "{####}\u{A0}\n{username}"], &["", "{username}", "{####}"]),
        (SMS_MESSAGE, &["{####}", "a\n{####}\u{2028}", "\0{####}"], &["", "{###}", "{# ###}"]),
        (SCOPE, &["https://api.example/a", "!#[]~"], &["", "a b", "a\"b", "a\\b", "é", "\x7F"]),
        (SCOPE_NAME, &["read", "!#.0[]~"], &["", "a/b", "a b", "a\"b", "a\\b", "é"]),
        (
            USER_POOL_ID,
            &["us-east-1_AbC123", "a_b_c", "-_0", "__0", "YOUR_USER_POOL_ID"],
            &["", "_", "_a", "a_", "us-east-1", "us-east-1_a-b", "us.east_a", "é_a", "a_é", "a_b\n"],
        ),
        (
            USER_IMPORT_JOB_ID,
            &["import-mAgUtd8PMm", "import--", "import-import-0"],
            &["", "import-", "import", "Import-a", "import-a_b", "import-a b", "import-é", "import-a\n"],
        ),
        (DEVICE_KEY, &["us-east-1_a1b2-c3", "a_b_c", "a_-"], &["", "a_", "_a", "a_g", "a_A", "a b_a"]),
        (ARN, ARN_OK, ARN_BAD),
        (ARN, &[], &[""]),
        (OPTIONAL_ARN, ARN_OK, ARN_BAD),
        (OPTIONAL_ARN, &[""], &[]),
        (
            S3_ARN,
            &["arn:aws:s3:::bucket", "arn:aws-cn:s3:::a.b-c/d", "arn:aws:s3:::a:b:c"],
            &[
                "",
                "arn:aws:s3:::",
                "arn:aws:s3:us-east-1::b",
                "arn:aws:s3::1:b",
                "arn:aws:s3:::a:b:c:d",
                "s3",
            ],
        ),
        (
            SESSION_ID,
            &["tknabcdefghijklmnopqrstuvwxy", "sso0123456789abcdefghijklmno"],
            &[
                "",
                "tkn",
                "abcabcdefghijklmnopqrstuvwxy",
                "tknABCDEFGHIJKLMNOPQRSTUVWXY",
                "tknabcdefghijklmnopqrstuvwxyz",
            ],
        ),
        (EVENT_ID, &["a", "5aa6b8ca-1b5c-4e2e-9e0b-1f2e3d4c5b6a", "_+-"], &["", " ", "a.b", "é"]),
        (EMAIL_NOTIFICATION_BODY, &["a", "Ihr Konto\n*"], &["", "\u{7f}"]),
        (
            DOMAIN,
            &["a", "a-b", "0", "a--9", "auth.example.com"],
            &["", "-", "-a", "a-", "A", "a_b", "é", "a\n", ".", "a.", ".a", "a..b", "a-.b", "A.b"],
        ),
        (S3_BUCKET, &["", "aws-cognito.x_1"], &["a.", "a b", "é", "a/b"]),
        (
            UUID,
            &["0a1b2c3d-0a1b-4c3d-8e4f-0a1b2c3d4e5f", "0A1B2C3D-0A1B-4C3D-BE4F-0A1B2C3D4E5F"],
            &[
                "",
                "00000000-0000-0000-0000-000000000000",
                "0a1b2c3d-0a1b-4c3d-7e4f-0a1b2c3d4e5f",
                "0a1b2c3d-0a1b-4c3d-8e4f-0a1b2c3d4e5",
                "0a1b2c3d0a1b4c3d8e4f0a1b2c3d4e5f",
                "ga1b2c3d-0a1b-4c3d-8e4f-0a1b2c3d4e5f",
                "----",
            ],
        ),
        (RESOURCE_ID, &["a b-c_9"], &["", "a.b", "é", "a\tb"]),
        (TERMS_NAME, &["terms-of-use", "privacy-policy"], &["", "terms", "Terms-of-use", "terms-of-use "]),
        (
            LANGUAGE_ID,
            &["cognito:default", "cognito:chinese-traditional", "cognito:bahasa-indonesia"],
            &["", "default", "cognito:", "cognito:chinese", "cognito:English", "cognito:polish"],
        ),
        (LINK_URL, VISIBLE_OK, VISIBLE_BAD),
        (ACR_LEVEL, &["Level1", "Level4"], &["", "Level0", "Level5", "level1", "Level11"]),
    ];

    #[test]
    fn each_pattern_matches_and_refuses() {
        for (pattern, accepted, refused) in TABLE {
            for text in *accepted {
                assert!((pattern.matches)(text), "{} should take {text:?}", pattern.text);
            }
            for text in *refused {
                assert!(!(pattern.matches)(text), "{} should refuse {text:?}", pattern.text);
            }
        }
    }

    #[test]
    fn a_domain_label_has_at_most_sixty_three_characters() {
        assert!((DOMAIN.matches)(&"a".repeat(63)));
        assert!(!(DOMAIN.matches)(&"a".repeat(64)));
    }

    #[test]
    fn line_ends_and_white_space_are_those_of_java() {
        let all = || '\0'..=char::MAX;
        assert_eq!(all().filter(|&c| is_space(c)).collect::<String>(), "\t\n\x0B\x0C\r ");
        assert_eq!(all().filter(|&c| is_line_end(c)).collect::<String>(), "\n\r\u{85}\u{2028}\u{2029}");
        // Zs, Zl and Zp have 19 members since Unicode 6.3.
        assert_eq!(all().filter(|&c| is_separator(c)).count(), 19);
        // Private use alone has 6400 + 2 * 65534.
        assert_eq!(all().filter(|&c| is_other(c)).count(), 65 + 171 + 137_468 + 66);
    }

    proptest! {
        #[test]
        fn no_text_makes_a_pattern_panic(text in any::<String>(), index in 0..TABLE.len()) {
            for (pattern, ..) in TABLE {
                (pattern.matches)(&text);
            }
            // Also with the beginning of a valid text.
            let (pattern, accepted, _) = TABLE[index];
            for start in accepted {
                (pattern.matches)(&format!("{start}{text}"));
                (pattern.matches)(&format!("{text}{start}"));
            }
        }
    }
}
