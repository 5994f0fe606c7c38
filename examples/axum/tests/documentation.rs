//! The documentation of `Engine::fetch` shows the handler of this example.

/// The text from `start` to the end of the block that begins there.
fn function<'t>(source: &'t str, start: &str) -> &'t str {
    let begin = source.find(start).expect("the function");
    let length = source[begin..].find("\n}\n").expect("its end");
    &source[begin..begin + length + 3]
}

#[test]
fn the_documentation_of_fetch_shows_the_handler() {
    let docs: String = include_str!("../../../core/src/web/fetch.rs")
        .lines()
        .filter_map(|line| line.trim_start().strip_prefix("///"))
        .map(|line| format!("{}\n", line.strip_prefix(' ').unwrap_or(line)))
        .collect();
    let start = "async fn cognito(";
    assert_eq!(function(&docs, start), function(include_str!("../src/main.rs"), start));
}
