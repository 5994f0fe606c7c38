//! The flags for functions of `LambdaConfig`.

use std::path::PathBuf;

use clap::{Args, builder::BoolishValueParser};

use super::unquoted::Unquoted;
use crate::http_client::HttpUrl;

/// Where the functions of a pool's `LambdaConfig` run.
#[derive(Debug, Args)]
pub(crate) struct Functions {
    /// Call functions at URL/2015-03-31/functions/{name or ARN}/invocations
    #[arg(long, env = "USERPOOL_LAMBDA_ENDPOINT", hide_env_values = true, help_heading = "Functions")]
    #[arg(value_name = "URL", value_parser = Unquoted(endpoint))]
    pub(crate) lambda_endpoint: Option<HttpUrl>,

    /// Call these functions at other URLs: a file with a JSON object of names or ARNs and URLs to POST to
    #[arg(long, env = "USERPOOL_LAMBDA_MAP", hide_env_values = true, help_heading = "Functions")]
    #[arg(value_name = "FILE")]
    pub(crate) lambda_map: Option<PathBuf>,

    /// Allow http:// to functions and gateways on other machines; passwords and codes can be read on the network
    #[arg(long, env = "USERPOOL_DANGER_PLAIN_HTTP", hide_env_values = true, help_heading = "Functions")]
    #[arg(value_parser = BoolishValueParser::new())]
    pub(crate) danger_plain_http: bool,
}

fn endpoint(text: &str) -> Result<HttpUrl, &'static str> {
    let url = HttpUrl::parse(text)?;
    if url.uri().query().is_some() {
        return Err("give a URL without query: the function's path is appended to it");
    }
    Ok(url)
}
