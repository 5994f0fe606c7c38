//! The commands from an empty store to a user who has signed in. A test compares them with the README.

/// The values in the commands.
#[derive(Debug)]
pub(crate) struct FirstSteps<'a> {
    /// The URL of the server.
    pub(crate) endpoint: &'a str,
    /// The region of the pool.
    pub(crate) region: &'a str,
    /// How the administrator signs.
    pub(crate) credential: Credential<'a>,
    /// Where the confirmation code is.
    pub(crate) code: Code<'a>,
}

/// How the administrator signs.
#[derive(Debug)]
pub(crate) enum Credential<'a> {
    /// With the profile `default` of this file, quoted for a shell.
    File(&'a str),
    /// With this access key and secret.
    Key(&'a str, &'a str),
}

/// Where the confirmation code is.
#[derive(Debug)]
pub(crate) enum Code<'a> {
    /// In the last line of this file, quoted for a shell.
    File(&'a str),
    /// A person types it; the text says where to find it.
    Elsewhere(&'static str),
}

impl FirstSteps<'_> {
    /// The commands for a shell.
    pub(crate) fn text(&self) -> String {
        let (credentials, profile) = match self.credential {
            // `--profile` takes precedence over AWS_PROFILE and over access keys in the environment.
            Credential::File(path) => {
                (format!("export AWS_SHARED_CREDENTIALS_FILE={path}"), "--profile default ")
            }
            Credential::Key(id, secret) => (
                format!("unset AWS_PROFILE; export AWS_ACCESS_KEY_ID={id} AWS_SECRET_ACCESS_KEY={secret}"),
                "",
            ),
        };
        let code = match self.code {
            Code::File(path) => {
                format!(r#"CODE=$(tail -n 1 {path} | sed 's/.*"code":"\([^"]*\)".*/\1/')"#)
            }
            Code::Elsewhere(place) => format!("read -r CODE  # {place}"),
        };
        include_str!("first-steps.sh")
            .replace("{endpoint}", self.endpoint)
            .replace("{region}", self.region)
            .replace("{credentials}", &credentials)
            .replace("{profile}", profile)
            .replace("{code}", &code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_readme_has_the_commands_that_the_server_prints() {
        let steps = FirstSteps {
            endpoint: "http://127.0.0.1:9229",
            region: "us-east-1",
            credential: Credential::File("$PWD/userpool-data/credentials"),
            code: Code::File("userpool-data/messages.jsonl"),
        };
        let readme = include_str!("../../../README.md");
        let quick_start =
            readme.split("## ").find(|section| section.starts_with("Quick start")).expect("a section");
        let blocks: Vec<&str> = quick_start
            .split("```sh\n")
            .skip(2) // before the first block, and the start of the server
            .filter_map(|rest| rest.split("```").next())
            .collect();
        assert_eq!(blocks.join("\n"), steps.text());
    }

    #[test]
    fn no_placeholder_is_left() {
        for credential in [Credential::File("'/a b/credentials'"), Credential::Key("any", "any")] {
            for code in [Code::File("m"), Code::Elsewhere("from the mail")] {
                let steps =
                    FirstSteps { endpoint: "e", region: "r", credential: Credential::Key("a", "b"), code };
                let text = steps.text();
                assert!(!text.contains("{credentials}") && !text.contains("{code}"), "{text}");
            }
            let code = Code::Elsewhere("from the mail");
            let text = FirstSteps { endpoint: "e", region: "r", credential, code }.text();
            assert!(text.contains("read -r CODE  # from the mail\n"), "{text}");
        }
    }
}
