//! The name of a device from the header `User-Agent`: the browser with its version, and the system.

/// How a browser is recognised. The first row whose mark occurs counts: most browsers also name others that they are
/// compatible with.
struct Browser {
    mark: &'static str,
    /// The version follows this text.
    version: &'static str,
    name: &'static str,
}

/// How a system is recognised, in the same way.
struct System {
    mark: &'static str,
    name: &'static str,
    /// The version that follows the mark belongs to the name.
    has_version: bool,
}

const fn browser(mark: &'static str, name: &'static str) -> Browser {
    Browser { mark, version: mark, name }
}

const BROWSERS: [Browser; 11] = [
    browser("Edg/", "Edge"),
    browser("EdgA/", "Edge"),
    browser("EdgiOS/", "Edge"),
    browser("OPR/", "Opera"),
    browser("SamsungBrowser/", "Samsung Internet"),
    browser("Vivaldi/", "Vivaldi"),
    browser("Firefox/", "Firefox"),
    browser("FxiOS/", "Firefox"),
    browser("CriOS/", "Chrome"),
    browser("Chrome/", "Chrome"),
    Browser { mark: "Safari/", version: "Version/", name: "Safari" },
];

const fn system(mark: &'static str, name: &'static str, has_version: bool) -> System {
    System { mark, name, has_version }
}

const SYSTEMS: [System; 13] = [
    system("Windows NT 10.0", "Windows 10", false),
    system("Windows NT 6.3", "Windows 8.1", false),
    system("Windows NT 6.2", "Windows 8", false),
    system("Windows NT 6.1", "Windows 7", false),
    system("Windows", "Windows", false),
    system("iPhone OS ", "iOS", true),
    system("CPU OS ", "iOS", true),
    system("Android ", "Android", true),
    system("Android", "Android", false),
    // Browsers no longer tell the version of macOS.
    system("Mac OS X", "macOS", false),
    system("CrOS", "Chrome OS", false),
    system("Ubuntu", "Ubuntu", false),
    system("Linux", "Linux", false),
];

/// The name of the device, such as `Chrome 126, Windows 10`. A part that is not recognised is left out; `None` if
/// neither is.
pub(crate) fn device_name(user_agent: &str) -> Option<String> {
    let browser = BROWSERS.iter().find(|row| user_agent.contains(row.mark)).map(|row| {
        let version = version_after(user_agent, row.version);
        version.map_or_else(|| row.name.to_owned(), |version| format!("{} {version}", row.name))
    });
    let system = SYSTEMS.iter().find(|row| user_agent.contains(row.mark)).map(|row| {
        let version = version_after(user_agent, row.mark).filter(|_| row.has_version);
        version.map_or_else(|| row.name.to_owned(), |version| format!("{} {version}", row.name))
    });
    match (browser, system) {
        (Some(browser), Some(system)) => Some(format!("{browser}, {system}")),
        (one, other) => one.or(other),
    }
}

/// The first number after a mark.
fn version_after<'a>(user_agent: &'a str, mark: &str) -> Option<&'a str> {
    /// Most digits of a version; a longer number is none.
    const DIGITS_MAX: usize = 5;
    let (_, after) = user_agent.split_once(mark)?;
    let end = after.find(|next: char| !next.is_ascii_digit()).unwrap_or(after.len());
    (1..=DIGITS_MAX).contains(&end).then(|| &after[..end])
}

/// What two names of one device have in common: the words without their versions, since browsers and systems update
/// themselves.
pub(crate) fn without_versions(device_name: &str) -> String {
    let is_word = |word: &&str| !word.starts_with(|first: char| first.is_ascii_digit());
    device_name.split([' ', ',']).filter(is_word).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_browsers_and_systems_are_recognised() {
        const KIT: &str = "AppleWebKit/537.36 (KHTML, like Gecko)";
        for (agent, name) in [
            (format!("Mozilla/5.0 (Windows NT 10.0; Win64; x64) {KIT} Chrome/126.0.0.0 Safari/537.36"), "Chrome 126, Windows 10"),
            (format!("Mozilla/5.0 (Windows NT 10.0; Win64; x64) {KIT} Chrome/126.0.0.0 Safari/537.36 Edg/126.0.2592.87"), "Edge 126, Windows 10"),
            (format!("Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) {KIT} Chrome/125.0.0.0 Safari/537.36 OPR/111.0.0.0"), "Opera 111, Chrome OS"),
            (format!("Mozilla/5.0 (Linux; Android 14; SM-S918B) {KIT} SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36"), "Samsung Internet 25, Android 14"),
            ("Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0".to_owned(), "Firefox 127, Ubuntu"),
            ("Mozilla/5.0 (Android 13; Mobile; rv:126.0) Gecko/126.0 Firefox/126.0".to_owned(), "Firefox 126, Android 13"),
            ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15".to_owned(), "Safari 17, macOS"),
            ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/126.0.6478.54 Mobile/15E148 Safari/604.1".to_owned(), "Chrome 126, iOS 17"),
            ("Mozilla/5.0 (iPad; CPU OS 16_3 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/16.3 Mobile/15E148 Safari/604.1".to_owned(), "Safari 16, iOS 16"),
            ("Mozilla/5.0 (Windows NT 6.1; rv:115.0) Gecko/20100101 Firefox/115.0".to_owned(), "Firefox 115, Windows 7"),
            ("aws-sdk-js/3.600.0 os/darwin#23 Linux".to_owned(), "Linux"),
            ("Firefox/".to_owned(), "Firefox"),
            ("Chrome/99999999999".to_owned(), "Chrome"),
        ] {
            assert_eq!(device_name(&agent).as_deref(), Some(name), "{agent}");
        }
        for agent in ["", "curl/8.5.0", "Boto3/1.34 md/Botocore#1.34", "Browser", "é/1"] {
            assert_eq!(device_name(agent), None, "{agent}");
        }
    }

    #[test]
    fn an_update_does_not_make_another_device() {
        let common = |name| without_versions(name);
        assert_eq!(common("Chrome 126, Windows 10"), common("Chrome 127, Windows 10"));
        assert_eq!(common("Safari 17, iOS 17"), common("Safari 18, iOS 18"));
        assert_ne!(common("Chrome 126, Windows 10"), common("Firefox 126, Windows 10"));
        assert_ne!(common("Chrome 126, Windows 10"), common("Chrome 126, Linux"));
    }
}
