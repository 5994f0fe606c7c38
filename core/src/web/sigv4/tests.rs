//! Published and recorded requests, and every way to invalidate one.

use base16ct::lower::encode_string as hex;
use http::{
    HeaderMap, HeaderName, HeaderValue, Request,
    header::{AUTHORIZATION, HOST},
};
use proptest::prelude::*;
use serde_json::Value;

use super::{
    canonical::{canonical_path, canonical_query, canonical_request, sha256_hex},
    scope::{Scope, signature},
    verify::{Authorization, signature_bytes, signed_at, verify_for},
    *,
};
use crate::mac::hmac_sha256;

const ID: &str = "AKIDEXAMPLE";
const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
/// 2015-08-30 12:36:00 UTC, the time in all of AWS's examples.
const NOON: i64 = 1_440_938_160;
const TARGET: &str = "AWSCognitoIdentityProviderService.ListUsers";
const ENDPOINT: &str = "https://cognito-idp.us-east-1.amazonaws.com/";

const RECORDED: [&str; 7] = [
    include_str!("../../../tests/data/sigv4/boto3-admin-create-user.json"),
    include_str!("../../../tests/data/sigv4/boto3-admin-get-user.json"),
    include_str!("../../../tests/data/sigv4/boto3-create-user-pool.json"),
    include_str!("../../../tests/data/sigv4/boto3-list-user-pools-session-token.json"),
    include_str!("../../../tests/data/sigv4/aws-sdk-js-admin-initiate-auth-session-token.json"),
    include_str!("../../../tests/data/sigv4/aws-sdk-js-describe-user-pool.json"),
    include_str!("../../../tests/data/sigv4/aws-sdk-js-list-users.json"),
];

mod vectors {
    use super::*;

    #[test]
    fn the_whole_aws_test_suite_verifies() {
        let suite = include_str!("../../../tests/data/sigv4/aws-sig-v4-test-suite.json");
        let cases: Vec<Value> = serde_json::from_str(suite).unwrap();
        assert_eq!(cases.len(), 34);

        for case in &cases {
            let headers = headers(case);
            let request = view(case, &headers);
            let given = Authorization::read(&request).unwrap();
            let canonical =
                canonical_request(&request, &given.signed_headers, &sha256_hex(request.body)).unwrap();

            assert_eq!(String::from_utf8(canonical).unwrap(), text(case, "canonical_request"), "{case}");
            let caller = verify_for("service", &request, NOON, &credentials());
            assert_eq!(caller.unwrap(), caller_from("us-east-1"), "{case}");
        }
    }

    /// AWS documentation, "Examples of the complete Version 4 signing process": ListUsers of
    /// IAM.
    #[test]
    fn the_documented_list_users_example_verifies() {
        let request = Request::get("https://iam.amazonaws.com/?Action=ListUsers&Version=2010-05-08")
            .header("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
            .header("Host", "iam.amazonaws.com")
            .header("X-Amz-Date", "20150830T123600Z")
            .header(
                "Authorization",
                "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, SignedHeaders=content-type;host;x-amz-date, Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7",
            )
            .body([])
            .unwrap();

        let caller = verify_for("iam", &RequestView::from(&request), NOON, &credentials());
        assert_eq!(caller.unwrap(), caller_from("us-east-1"));
    }

    #[test]
    fn requests_of_boto3_and_the_javascript_sdk_verify() {
        for recorded in RECORDED {
            let recorded: Value = serde_json::from_str(recorded).unwrap();
            let headers = headers(&recorded);
            let now = signed_at(&headers).unwrap().unwrap().epoch_seconds();

            let caller = verify(&view(&recorded, &headers), now, &keys());
            assert_eq!(caller.unwrap(), caller_from(text(&recorded, "region")), "{recorded}");
        }
    }

    /// [RFC 4231 §4.3 and §4.7](https://www.rfc-editor.org/rfc/rfc4231#section-4): a short key,
    /// and one longer than a block.
    #[test]
    fn hmac_of_short_and_long_keys() {
        let short = hmac_sha256(b"Jefe", &[b"what do ya want for nothing?"]);
        let long = hmac_sha256(&[0xaa; 131], &[b"Test Using Larger Than Block-Size Key - Hash Key First"]);
        assert_eq!(hex(&short), "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
        assert_eq!(hex(&long), "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
    }
}

mod signing {
    use super::*;

    #[test]
    fn a_signed_request_verifies() {
        assert_eq!(check(&signed()).unwrap(), caller_from("us-east-1"));
    }

    #[test]
    fn a_session_token_that_is_present_is_signed() {
        let mut request = unsigned();
        request.headers_mut().insert("x-amz-security-token", HeaderValue::from_static("token"));
        sign(&mut request, NOON, "us-east-1", &AccessKey::new(ID, SECRET)).unwrap();

        let authorization = request.headers()[AUTHORIZATION].to_str().unwrap();
        assert!(authorization.contains("x-amz-date;x-amz-security-token;x-amz-target"), "{authorization}");
        check(&request).unwrap();
    }

    #[test]
    fn signing_again_replaces_the_signature() {
        let mut request = signed();
        sign(&mut request, NOON + 3600, "eu-west-1", &AccessKey::new(ID, SECRET)).unwrap();

        let caller = verify(&RequestView::from(&request), NOON + 3600, &keys());
        assert_eq!(caller.unwrap(), caller_from("eu-west-1"));
    }

    #[test]
    fn a_request_without_a_host_cannot_be_signed() {
        let mut request = Request::post("/").body("{}").unwrap();
        let outcome = sign(&mut request, NOON, "us-east-1", &AccessKey::new(ID, SECRET));
        assert!(matches!(outcome, Err(SignError::NoHost)));
    }

    #[test]
    fn a_region_with_a_line_break_cannot_be_signed() {
        let outcome = sign(&mut unsigned(), NOON, "us\r\neast", &AccessKey::new(ID, SECRET));
        assert!(matches!(outcome, Err(SignError::Header(_))));
    }
}

mod tampering {
    use super::*;

    #[test]
    fn every_bit_of_the_body_counts() {
        for bit in 0..signed().body().len() * 8 {
            let mut request = signed();
            request.body_mut()[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(check(&request), Err(InvalidSignature::Mismatch.into()), "bit {bit}");
        }
    }

    #[test]
    fn every_bit_of_the_signature_counts() {
        for bit in 0..256 {
            let request = with_signature(|mut bytes| {
                bytes[bit / 8] ^= 1 << (bit % 8);
                hex(&bytes)
            });
            assert_eq!(check(&request), Err(InvalidSignature::Mismatch.into()), "bit {bit}");
        }
    }

    #[test]
    fn the_target_cannot_be_replaced() {
        let mut request = signed();
        set(&mut request, "x-amz-target", "AWSCognitoIdentityProviderService.DeleteUserPool");
        assert_eq!(check(&request), Err(InvalidSignature::Mismatch.into()));
    }

    #[test]
    fn a_second_target_cannot_be_added() {
        let mut request = signed();
        request.headers_mut().append(X_AMZ_TARGET, HeaderValue::from_static("X.DeleteUserPool"));
        assert_eq!(check(&request), Err(InvalidSignature::Mismatch.into()));
    }

    #[test]
    fn the_method_path_and_query_cannot_be_replaced() {
        let mut method = signed();
        *method.method_mut() = http::Method::PUT;
        let mut path = signed();
        *path.uri_mut() = http::Uri::from_static("/elsewhere");
        let mut query = signed();
        *query.uri_mut() = http::Uri::from_static("/?a=b");

        for request in [method, path, query] {
            assert_eq!(check(&request), Err(InvalidSignature::Mismatch.into()), "{request:?}");
        }
    }

    #[test]
    fn the_date_cannot_be_moved() {
        let mut request = signed();
        set(&mut request, "x-amz-date", "20150830T123601Z");
        assert_eq!(check(&request), Err(InvalidSignature::Mismatch.into()));
    }

    #[test]
    fn another_host_cannot_replay_it() {
        let mut request = signed();
        set(&mut request, "host", "cognito-idp.eu-west-1.amazonaws.com");
        assert_eq!(check(&request), Err(InvalidSignature::Mismatch.into()));
    }

    #[test]
    fn another_region_cannot_replay_it() {
        let request = with_authorization(|text| text.replace("us-east-1", "us-east-2"));
        assert_eq!(check(&request), Err(InvalidSignature::Mismatch.into()));
    }

    #[test]
    fn a_signed_header_cannot_be_removed_nor_emptied() {
        for name in ["content-type", "x-amz-target"] {
            let mut removed = signed();
            removed.headers_mut().remove(name);
            assert_eq!(check(&removed), Err(InvalidSignature::Mismatch.into()), "{name}");

            let mut emptied = signed();
            set(&mut emptied, name, "");
            assert_eq!(check(&emptied), Err(InvalidSignature::Mismatch.into()), "{name}");
        }
    }

    #[test]
    fn the_list_of_signed_headers_is_signed() {
        let list = "content-type;host;x-amz-date;x-amz-target";
        assert!(signed().headers()[AUTHORIZATION].to_str().unwrap().contains(list));

        for other in [
            "host;x-amz-date;x-amz-target",
            "content-type;host;x-amz-date;x-amz-target;x-never-sent",
            "content-type;host;x-amz-target;x-amz-date",
            "content-type;host;host;x-amz-date;x-amz-target",
            "Content-Type;host;x-amz-date;x-amz-target",
            ";content-type;host;x-amz-date;x-amz-target",
            "",
        ] {
            let request = with_authorization(|text| text.replace(list, other));
            let error = check(&request).unwrap_err();
            assert_eq!(error.exception(), "InvalidSignatureException", "{other}");
        }
    }

    /// Not even with a right signature over that list: one request has one canonical form.
    #[test]
    fn a_list_in_another_form_is_refused_even_if_rightly_signed() {
        let list = "content-type;host;x-amz-date;x-amz-target";
        check(&signed_as(list, |canonical| canonical)).unwrap();

        let content_type = "content-type:application/x-amz-json-1.1\n";
        let reversed = signed_as("host;content-type;x-amz-date;x-amz-target", |canonical| {
            let host = "host:cognito-idp.us-east-1.amazonaws.com\n";
            canonical.replace(&format!("{content_type}{host}"), &format!("{host}{content_type}"))
        });
        let repeated = signed_as("content-type;content-type;host;x-amz-date;x-amz-target", |canonical| {
            canonical.replace(content_type, &content_type.repeat(2))
        });
        let capitals = signed_as("Content-Type;host;x-amz-date;x-amz-target", |canonical| {
            canonical.replace("content-type", "Content-Type")
        });
        let absent = signed_as("content-type;host;x-amz-date;x-amz-target;x-never-sent", |canonical| {
            canonical.replace("\n\ncontent-type;", "\nx-never-sent:\n\ncontent-type;")
        });
        for request in [reversed, repeated, capitals, absent] {
            assert_eq!(check(&request), Err(InvalidSignature::Mismatch.into()));
        }
    }

    #[test]
    fn host_must_be_signed() {
        let request = with_authorization(|text| text.replace("host;", ""));
        assert_eq!(check(&request), Err(InvalidSignature::HostNotSigned.into()));
    }

    #[test]
    fn the_target_must_be_signed() {
        let mut request = unsigned();
        request.headers_mut().remove(X_AMZ_TARGET);
        sign(&mut request, NOON, "us-east-1", &AccessKey::new(ID, SECRET)).unwrap();
        check(&request).unwrap();

        set(&mut request, "x-amz-target", TARGET);
        assert_eq!(check(&request), Err(InvalidSignature::TargetNotSigned.into()));
    }

    #[test]
    fn other_amz_headers_must_be_signed_except_those_that_proxies_add() {
        let mut request = signed();
        for name in ["x-amz-security-token", "x-amz-cf-id", "x-amzn-trace-id", "amz-sdk-request"] {
            set(&mut request, name, "added");
        }
        check(&request).unwrap();

        set(&mut request, "x-amz-user-agent", "added");
        assert_eq!(check(&request), Err(InvalidSignature::AmzHeaderNotSigned.into()));
    }

    #[test]
    fn a_declared_payload_hash_must_be_that_of_the_body() {
        let hash = sha256_hex(signed().body());
        let signed_with = |value: &str| {
            let mut request = unsigned();
            set(&mut request, "x-amz-content-sha256", value);
            sign(&mut request, NOON, "us-east-1", &AccessKey::new(ID, SECRET)).unwrap();
            request
        };

        check(&signed_with(&hash)).unwrap();
        for value in [
            "UNSIGNED-PAYLOAD",
            "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
            "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
            &hash.to_uppercase(),
            "",
        ] {
            assert_eq!(check(&signed_with(value)), Err(InvalidSignature::PayloadHash.into()), "{value}");
        }
    }

    /// The client hashes the text `UNSIGNED-PAYLOAD` instead of the body, as AWS allows for some services.
    #[test]
    fn an_unsigned_payload_is_refused() {
        let list = "content-type;host;x-amz-date;x-amz-target";
        let request = signed_as(list, |canonical| {
            let (head, _) = canonical.rsplit_once('\n').unwrap();
            format!("{head}\nUNSIGNED-PAYLOAD")
        });

        assert_eq!(check(&request), Err(InvalidSignature::Mismatch.into()));
    }

    #[test]
    fn the_signature_must_be_lower_case_and_complete() {
        for request in [
            with_signature(|bytes| hex(&bytes).to_uppercase()),
            with_signature(|bytes| hex(&bytes[..31])),
            with_signature(|bytes| hex(&bytes) + "00"),
            with_signature(|bytes| hex(&bytes) + "0"),
            with_signature(|bytes| hex(&bytes).replace(|digit: char| digit.is_ascii_digit(), "g")),
            with_signature(|_| String::new()),
        ] {
            assert_eq!(check(&request), Err(InvalidSignature::Mismatch.into()), "{request:?}");
        }
    }
}

mod clock {
    use super::*;

    #[test]
    fn fifteen_minutes_old_is_current_and_a_second_more_is_not() {
        assert!(check_at(&signed(), NOON + 900).is_ok());

        let error = check_at(&signed(), NOON + 901).unwrap_err();
        assert_eq!(error.exception(), "InvalidSignatureException");
        assert_eq!(
            error.to_string(),
            "Signature expired: 20150830T123600Z is now earlier than 20150830T123601Z (20150830T125101Z - 15 min.)"
        );
    }

    #[test]
    fn fifteen_minutes_ahead_is_current_and_a_second_more_is_not() {
        assert!(check_at(&signed(), NOON - 900).is_ok());

        let error = check_at(&signed(), NOON - 901).unwrap_err();
        assert_eq!(error.exception(), "InvalidSignatureException");
        assert_eq!(
            error.to_string(),
            "Signature not yet current: 20150830T123600Z is still later than 20150830T123559Z (20150830T122059Z + 15 min.)"
        );
    }

    #[test]
    fn an_extreme_time_is_handled() {
        for now in [i64::MIN, -1, 0, i64::MAX] {
            let error = check_at(&signed(), now).unwrap_err();
            assert_eq!(error.exception(), "InvalidSignatureException", "{now}");
        }
    }

    #[test]
    fn the_day_of_the_scope_must_be_that_of_the_request() {
        let request = with_authorization(|text| text.replace("/20150830/", "/20150829/"));
        assert_eq!(
            check(&request).unwrap_err().to_string(),
            "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '20150829' != '20150830', from '20150830T123600Z'."
        );
    }

    #[test]
    fn a_date_header_may_replace_x_amz_date() {
        for date in ["20150830T123600Z", "Sun, 30 Aug 2015 12:36:00 GMT", "Sun, 30 Aug 2015 12:36:00 -0000"] {
            let mut request = signed_without_x_amz_date();
            set(&mut request, "date", date);
            check(&request).unwrap();
        }
        let mut request = signed_without_x_amz_date();
        set(&mut request, "date", "Sun, 30 Aug 2015 12:36:01 GMT");
        assert_eq!(check(&request), Err(InvalidSignature::Mismatch.into()));
    }

    #[test]
    fn x_amz_date_takes_precedence_over_date() {
        let mut request = signed();
        set(&mut request, "date", "Mon, 01 Jan 1990 00:00:00 GMT");
        check(&request).unwrap();
    }

    #[test]
    fn two_dates_are_refused() {
        let mut request = signed();
        request.headers_mut().append(X_AMZ_DATE, HeaderValue::from_static("20150830T123600Z"));
        assert_eq!(check(&request), Err(IncompleteSignature::DateFormat.into()));
    }

    #[test]
    fn dates_that_do_not_exist_are_refused() {
        for date in [
            "20150229T000000Z",
            "21000229T000000Z",
            "20151301T000000Z",
            "20150001T000000Z",
            "20150800T000000Z",
            "20150831T240000Z",
            "20150831T006000Z",
            "20150831T000060Z",
            "2015083ÅT00000Z",
            "20150830T12360Z",
            "20150830T1236000",
            "20150830t123600z",
            "+150830T123600Z ",
            "Sun, 30 Aug 2015 12:36:00 CET",
            "Sun, 30 Aug 2015 12:36:00 GMT GMT",
            "Sun, 30 aug 2015 12:36:00 GMT",
            "Sunday, 30-Aug-15 12:36:00 GMT",
            "Sun, 30 Aug 99999 12:36:00 GMT",
            "",
        ] {
            assert_eq!(BasicTime::parse(date), None, "{date}");
        }
    }

    #[test]
    fn times_are_printed_as_they_are_parsed() {
        for (seconds, text) in [
            (0, "19700101T000000Z"),
            (-1, "19691231T235959Z"),
            (951_782_400, "20000229T000000Z"),
            (951_868_800, "20000301T000000Z"),
            (NOON, "20150830T123600Z"),
            (1_709_164_800, "20240229T000000Z"),
            (4_107_542_400, "21000301T000000Z"),
            (i64::MIN, "00000101T000000Z"),
            (i64::MAX, "99991231T235959Z"),
        ] {
            assert_eq!(BasicTime::at(seconds).to_string(), text);
            assert_eq!(BasicTime::parse(text), Some(BasicTime::at(seconds)));
        }
    }

    #[test]
    fn every_year_begins_and_ends_on_its_days() {
        for year in 0..=9999 {
            for (month, day) in [(1, 1), (1, 2), (12, 30), (12, 31)] {
                let text = format!("{year:04}{month:02}{day:02}T120000Z");
                assert_eq!(BasicTime::parse(&text).unwrap().to_string(), text);
            }
        }
    }

    proptest! {
        #[test]
        fn every_time_is_parsed_back(seconds in -62_167_219_200i64..=253_402_300_799) {
            let time = BasicTime::at(seconds);
            prop_assert_eq!(BasicTime::parse(&time.to_string()), Some(time));
        }
    }
}

mod who {
    use super::*;

    #[test]
    fn an_unsigned_request_lacks_its_token() {
        let error = check(&unsigned()).unwrap_err();
        assert_eq!(error.exception(), "MissingAuthenticationTokenException");
        assert_eq!(error.to_string(), "Missing Authentication Token");
    }

    #[test]
    fn another_scheme_is_not_a_signature() {
        for value in ["Bearer eyJ", "Basic QUtJRA==", "", "aws4-hmac-sha256 Credential=x"] {
            let request = with_authorization(|_| value.to_owned());
            assert_eq!(check(&request), Err(SigV4Error::MissingAuthenticationToken), "{value}");
        }
    }

    #[test]
    fn an_unknown_key_is_not_recognised() {
        let mut request = unsigned();
        sign(&mut request, NOON, "us-east-1", &AccessKey::new("AKIDOTHER", SECRET)).unwrap();

        let error = check(&request).unwrap_err();
        assert_eq!(error.exception(), "UnrecognizedClientException");
        assert_eq!(error.to_string(), "The security token included in the request is invalid.");
    }

    #[test]
    fn a_wrong_secret_does_not_match() {
        let mut request = unsigned();
        sign(&mut request, NOON, "us-east-1", &AccessKey::new(ID, "another")).unwrap();

        let error = check(&request).unwrap_err();
        assert_eq!(error.exception(), "InvalidSignatureException");
        assert_eq!(
            error.to_string(),
            "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details."
        );
    }

    #[test]
    fn without_keys_every_caller_is_refused() {
        let mut request = unsigned();
        sign(&mut request, NOON, "us-east-1", &AccessKey::new(ID, "")).unwrap();
        for none in [Credentials::none(), Credentials::none().with(ID, ""), Credentials::none().with("", "")]
        {
            assert!(none.is_empty());
            let outcome = verify(&RequestView::from(&request), NOON, &AccessPolicy::Keys(none));
            assert_eq!(outcome, Err(SigV4Error::UnrecognizedClient));
        }
    }

    #[test]
    fn an_empty_secret_is_never_accepted() {
        let policy = AccessPolicy::Keys(credentials().with(ID, ""));
        let outcome = verify(&RequestView::from(&signed()), NOON, &policy);
        assert_eq!(outcome, Err(SigV4Error::UnrecognizedClient));
    }

    #[test]
    fn the_decoy_secret_is_never_accepted() {
        let mut request = unsigned();
        let decoy = AccessKey::new("AKIDOTHER", "an access key nobody has, forty long....");
        sign(&mut request, NOON, "us-east-1", &decoy).unwrap();
        assert_eq!(check(&request), Err(SigV4Error::UnrecognizedClient));
    }

    #[test]
    fn each_of_several_keys_is_accepted_and_a_repeated_id_is_replaced() {
        let policy = AccessPolicy::Keys(
            Credentials::none()
                .with("AKIDFIRST", "first")
                .with(ID, "old")
                .with(ID, SECRET)
                .with("AKIDLAST", "last"),
        );
        for (id, secret, opens) in
            [("AKIDFIRST", "first", true), (ID, SECRET, true), ("AKIDLAST", "last", true), (ID, "old", false)]
        {
            let mut request = unsigned();
            sign(&mut request, NOON, "us-east-1", &AccessKey::new(id, secret)).unwrap();
            let outcome = verify(&RequestView::from(&request), NOON, &policy);
            assert_eq!(outcome.is_ok(), opens, "{id} {secret}");
        }
    }

    #[test]
    fn the_scope_must_be_of_this_service_a_region_and_the_terminator() {
        for (from, to, text) in [
            ("cognito-idp", "s3", "Credential should be scoped to correct service: 'cognito-idp'. "),
            ("us-east-1", "US-EAST-1", "Credential should be scoped to a valid Region. "),
            ("us-east-1", "", "Credential should be scoped to a valid Region. "),
            (
                "aws4_request",
                "aws3_request",
                "Credential should be scoped with a valid terminator: 'aws4_request'. ",
            ),
        ] {
            let request = with_authorization(|header| header.replace(from, to));
            let error = check(&request).unwrap_err();
            assert_eq!((error.exception(), error.to_string().as_str()), ("InvalidSignatureException", text));
        }
    }

    #[test]
    fn danger_accept_any_accepts_everything_and_reads_the_region() {
        let no_caller = Caller { access_key_id: None, region: None };
        let claims = |text: &str| Caller { access_key_id: Some("any".into()), region: Some(text.into()) };
        for (authorization, caller) in [
            ("AWS4-HMAC-SHA256 Credential=any/20000101/eu-west-3/x/y, Signature=0", claims("eu-west-3")),
            ("AWS4-HMAC-SHA256 Credential=any/20000101/EU WEST/x/y, Signature=0", no_caller.clone()),
            ("AWS4-HMAC-SHA256 Credential=any", no_caller.clone()),
            ("Bearer eyJ", no_caller.clone()),
        ] {
            let request = with_authorization(|_| authorization.to_owned());
            let outcome = verify(&RequestView::from(&request), NOON, &AccessPolicy::DangerAcceptAny);
            assert_eq!(outcome, Ok(caller), "{authorization}");
        }
        let outcome = verify(&RequestView::from(&unsigned()), NOON, &AccessPolicy::DangerAcceptAny);
        assert_eq!(outcome, Ok(no_caller));
    }

    #[test]
    fn the_default_policy_refuses_every_caller() {
        let outcome = verify(&RequestView::from(&signed()), NOON, &AccessPolicy::default());
        assert_eq!(outcome, Err(SigV4Error::UnrecognizedClient));
    }

    #[test]
    fn secrets_are_not_printed() {
        let request = signed();
        let signature = Authorization::read(&RequestView::from(&request)).unwrap().signature.to_owned();
        let printed = format!(
            "{:?} {:?} {:?} {:?}",
            keys(),
            AccessKey::new(ID, SECRET),
            RequestView::from(&request),
            request.headers()
        );
        assert!(printed.contains(ID));
        assert!(!printed.contains(SECRET) && !printed.contains(&signature), "{printed}");
    }
}

mod header {
    use super::*;

    #[test]
    fn spaces_after_commas_are_optional_and_the_order_is_free() {
        for rewrite in [
            |text: String| text.replace(", ", ","),
            |text: String| text.replace(", ", " ,\t "),
            |text: String| text.replace("SHA256 ", "SHA256   "),
            |text: String| text + ",",
            |text: String| {
                let (scheme, parameters) = text.split_once(' ').unwrap();
                let mut parameters: Vec<_> = parameters.split(", ").collect();
                parameters.reverse();
                format!("{scheme} {}", parameters.join(", "))
            },
        ] {
            check(&with_authorization(rewrite)).unwrap();
        }
    }

    #[test]
    fn all_missing_parts_are_reported_at_once() {
        let mut request = with_authorization(|_| ALGORITHM.to_owned());
        request.headers_mut().remove(X_AMZ_DATE);
        let error = check(&request).unwrap_err();
        assert_eq!(error.exception(), "IncompleteSignatureException");
        assert_eq!(
            error.to_string(),
            "Authorization header requires 'Credential' parameter. Authorization header requires 'Signature' parameter. Authorization header requires 'SignedHeaders' parameter. Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header."
        );

        let request = with_authorization(|text| text.replace("Signature=", "Signatur="));
        let lacking = Requirements { signature: true, ..Requirements::default() };
        assert_eq!(check(&request), Err(IncompleteSignature::Requires(lacking).into()));
    }

    #[test]
    fn other_algorithms_are_not_supported() {
        for algorithm in ["AWS4-ECDSA-P256-SHA256", "AWS4-HMAC-SHA256-PAYLOAD", "AWS4-HMAC-SHA1", "AWS4-"] {
            let request = with_authorization(|text| text.replace(ALGORITHM, algorithm));
            assert_eq!(check(&request), Err(IncompleteSignature::Algorithm.into()), "{algorithm}");
        }
    }

    #[test]
    fn a_part_without_an_equal_sign_is_refused() {
        let request = with_authorization(|text| text + ", garbage");
        assert_eq!(check(&request), Err(IncompleteSignature::KeyValue.into()));
    }

    #[test]
    fn bytes_beyond_ascii_are_refused() {
        let mut request = signed();
        let value = HeaderValue::from_bytes(b"AWS4-HMAC-SHA256 Credential=\xff\xfe").unwrap();
        request.headers_mut().insert(AUTHORIZATION, value);
        assert_eq!(check(&request), Err(IncompleteSignature::KeyValue.into()));
    }

    #[test]
    fn two_authorization_headers_are_refused() {
        let mut request = signed();
        let again = request.headers()[AUTHORIZATION].clone();
        request.headers_mut().append(AUTHORIZATION, again);
        assert_eq!(check(&request), Err(IncompleteSignature::Repeated.into()));

        // As a fetch API joins them.
        let request = with_authorization(|text| format!("{text}, {text}"));
        assert_eq!(check(&request), Err(IncompleteSignature::Repeated.into()));
    }

    #[test]
    fn a_huge_header_is_refused_without_parsing() {
        let fill = |text: String, length: usize| text.clone() + &",".repeat(length - text.len());
        let longest = with_authorization(|text| fill(text, AUTHORIZATION_BYTES_MAX));
        let longer = with_authorization(|text| fill(text, AUTHORIZATION_BYTES_MAX + 1));
        assert!(check(&longest).is_ok());
        assert_eq!(check(&longer), Err(IncompleteSignature::TooLong.into()));
    }

    #[test]
    fn a_credential_has_five_elements() {
        for credential in [
            "",
            "AKIDEXAMPLE",
            "AKIDEXAMPLE/20150830/us-east-1/cognito-idp",
            "AKIDEXAMPLE/20150830/us-east-1/cognito-idp/aws4_request/more",
            "/20150830/us-east-1/cognito-idp/aws4_request",
            "AKID EXAMPLE/20150830/us-east-1/cognito-idp/aws4_request",
            "AKIDEXAMPLE/2015083/us-east-1/cognito-idp/aws4_request",
            "AKIDEXAMPLE/20150231/us-east-1/cognito-idp/aws4_request",
        ] {
            let given = "AKIDEXAMPLE/20150830/us-east-1/cognito-idp/aws4_request";
            let request = with_authorization(|text| text.replace(given, credential));
            assert_eq!(check(&request), Err(IncompleteSignature::CredentialElements.into()), "{credential}");
        }
    }

    #[test]
    fn the_authority_replaces_a_missing_host() {
        let mut request = signed();
        request.headers_mut().remove(HOST);
        check(&request).unwrap();

        *request.uri_mut() = http::Uri::from_static("https://cognito-idp.eu-west-1.amazonaws.com/");
        assert_eq!(check(&request), Err(InvalidSignature::Mismatch.into()));
        *request.uri_mut() = http::Uri::from_static("/");
        assert_eq!(check(&request), Err(InvalidSignature::Mismatch.into()));
    }

    /// The SDK for JavaScript signs the length, and a proxy may forward the body in chunks.
    #[test]
    fn the_length_of_the_body_replaces_a_missing_header() {
        let recorded: Value = serde_json::from_str(RECORDED[6]).unwrap();
        let mut headers = headers(&recorded);
        let now = signed_at(&headers).unwrap().unwrap().epoch_seconds();
        headers.remove("content-length").unwrap();
        verify(&view(&recorded, &headers), now, &keys()).unwrap();

        headers.insert("content-length", HeaderValue::from_static("1"));
        assert_eq!(verify(&view(&recorded, &headers), now, &keys()), Err(InvalidSignature::Mismatch.into()));
    }

    #[test]
    fn no_error_repeats_the_signature() {
        let rewrites: [fn(String) -> String; 5] = [
            |text| text.replace("Credential=", "Credential"),
            |text| text.replace("Credential=", "Other="),
            |text| text.replace("/us-east-1/", "/"),
            |text| text.replace("us-east-1", "us_east_1"),
            |text| text.replace("SignedHeaders=", "Signature=x, SignedHeaders="),
        ];
        let request = signed();
        let signature = Authorization::read(&RequestView::from(&request)).unwrap().signature.to_owned();
        for rewrite in rewrites {
            let message = check(&with_authorization(rewrite)).unwrap_err().to_string();
            assert!(!message.contains(&signature) && !message.contains(ID), "{message}");
            HeaderValue::try_from(message).unwrap();
        }
    }
}

mod canonical_form {
    use super::*;

    #[test]
    fn an_encoded_path_is_encoded_again() {
        assert_eq!(canonical_path("/a%20b/%2e%2e/c"), "/a%2520b/%252e%252e/c");
    }

    #[test]
    fn dot_segments_do_not_leave_the_root() {
        assert_eq!(canonical_path("/../../a/../b"), "/b");
        assert_eq!(canonical_path(""), "/");
    }

    #[test]
    fn a_query_is_encoded_once_and_ordered_by_name_then_value() {
        assert_eq!(canonical_query("b=2&a=%7e&a=x%20y&a-b=3&c&&=v"), "=v&a=x%20y&a=~&a-b=3&b=2&c=");
        assert_eq!(canonical_query("a=1=2&p=100%&q=%zz&r=a+b&s=%e1%88%b4"), {
            "a=1%3D2&p=100%25&q=%25zz&r=a%2Bb&s=%E1%88%B4"
        });
    }
}

proptest! {
    #[test]
    fn arbitrary_authorization_bytes_never_verify(
        prefix in prop::sample::select(vec!["", "AWS4-HMAC-SHA256 ", "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/"]),
        bytes in prop::collection::vec(any::<u8>(), 0..300),
    ) {
        let mut request = signed();
        let bytes: Vec<u8> = prefix.bytes().chain(bytes).collect();
        if let Ok(value) = HeaderValue::from_bytes(&bytes) {
            request.headers_mut().insert(AUTHORIZATION, value);
            prop_assert!(check(&request).is_err());
            prop_assert!(verify(&RequestView::from(&request), NOON, &AccessPolicy::DangerAcceptAny).is_ok());
        }
    }

    #[test]
    fn arbitrary_parameters_never_verify(
        credential in "[A-Z/0-9a-z_-]{0,60}|AKIDEXAMPLE/20150830/us-east-1/cognito-idp/aws4_request",
        signed_headers in "[a-z;-]{0,60}|(content-type;)?host;x-amz-date;x-amz-target",
        signature in "[0-9a-f]{64}|[ -~]{0,80}",
        date in "[0-9TZ]{0,20}|20150830T12[0-5][0-9][0-5][0-9]Z|[ -~]{0,40}",
    ) {
        let header = format!("{ALGORITHM} Credential={credential}, SignedHeaders={signed_headers}, Signature={signature}");
        let mut request = with_authorization(|_| header);
        set(&mut request, "x-amz-date", &date);
        prop_assert!(check(&request).is_err());
    }

    #[test]
    fn arbitrary_headers_never_verify(
        name in "(host|content-type|x-amz-target|x-amz-date)",
        bytes in prop::collection::vec(any::<u8>(), 0..60),
    ) {
        let mut request = signed();
        if let Ok(value) = HeaderValue::from_bytes(&bytes) {
            let name = HeaderName::try_from(name).unwrap();
            prop_assume!(request.headers()[&name] != value);
            request.headers_mut().insert(name, value);
            prop_assert!(check(&request).is_err());
        }
    }

    #[test]
    fn any_path_and_query_can_be_signed_and_verified(path in "/\\PC{0,40}", query in "\\PC{0,40}", body: Vec<u8>) {
        let target = format!("{}?{}", path.replace(['?', '#'], ""), query.replace('#', ""));
        if let Ok(uri) = http::Uri::try_from(target) {
            let mut request = Request::post(uri).header("host", "localhost:9229").body(body).unwrap();
            sign(&mut request, NOON, "us-east-1", &AccessKey::new(ID, SECRET)).unwrap();
            prop_assert_eq!(check(&request), Ok(caller_from("us-east-1")));
        }
    }
}

fn credentials() -> Credentials {
    Credentials::none().with(ID, SECRET)
}

fn keys() -> AccessPolicy {
    AccessPolicy::Keys(credentials())
}

fn caller_from(region: &str) -> Caller {
    Caller { access_key_id: Some(ID.into()), region: Some(region.into()) }
}

fn unsigned() -> Request<Vec<u8>> {
    Request::post(ENDPOINT)
        .header("content-type", "application/x-amz-json-1.1")
        .header("x-amz-target", TARGET)
        .header("user-agent", "tests")
        .body(br#"{"UserPoolId":"us-east-1_AbCdEfGhI"}"#.to_vec())
        .unwrap()
}

fn signed() -> Request<Vec<u8>> {
    let mut request = unsigned();
    sign(&mut request, NOON, "us-east-1", &AccessKey::new(ID, SECRET)).unwrap();
    request
}

fn signed_without_x_amz_date() -> Request<Vec<u8>> {
    let date = "x-amz-date:20150830T123600Z\n";
    let mut request = signed_as("content-type;host;x-amz-target", |canonical| canonical.replace(date, ""));
    request.headers_mut().remove(X_AMZ_DATE);
    request
}

/// A request with a right signature over a canonical request in another form. `rewrite` gets our form, then its list of
/// signed headers is replaced by `list`.
fn signed_as(list: &str, rewrite: impl FnOnce(String) -> String) -> Request<Vec<u8>> {
    let mut request = signed();
    let view = RequestView::from(&request);
    let given = Authorization::read(&view).unwrap();
    let scope = Scope::read(given.credential, given.signed_at, SERVICE).unwrap();
    let canonical = canonical_request(&view, &given.signed_headers, &sha256_hex(view.body)).unwrap();
    let our_list = given.signed_headers.join(";");
    let canonical = rewrite(String::from_utf8(canonical).unwrap()).replace(&our_list, list);
    let forged = hex(&*signature(SECRET, given.signed_at, &scope, canonical.as_bytes()));

    let authorization = view.headers[AUTHORIZATION].to_str().unwrap();
    let authorization = authorization.replace(&our_list, list).replace(given.signature, &forged);
    set(&mut request, "authorization", &authorization);
    request
}

fn with_authorization(rewrite: impl FnOnce(String) -> String) -> Request<Vec<u8>> {
    let mut request = signed();
    let text = request.headers()[AUTHORIZATION].to_str().unwrap().to_owned();
    set(&mut request, "authorization", &rewrite(text));
    request
}

fn with_signature(rewrite: impl FnOnce([u8; 32]) -> String) -> Request<Vec<u8>> {
    with_authorization(|text| {
        let (before, digits) = text.split_once("Signature=").unwrap();
        format!("{before}Signature={}", rewrite(signature_bytes(digits).unwrap()))
    })
}

fn set(request: &mut Request<Vec<u8>>, name: &'static str, value: &str) {
    request.headers_mut().insert(name, HeaderValue::from_str(value).unwrap());
}

fn check(request: &Request<Vec<u8>>) -> Result<Caller, SigV4Error> {
    check_at(request, NOON)
}

fn check_at(request: &Request<Vec<u8>>, now: i64) -> Result<Caller, SigV4Error> {
    verify(&RequestView::from(request), now, &keys())
}

fn text<'a>(case: &'a Value, member: &str) -> &'a str {
    case[member].as_str().unwrap_or_default()
}

fn headers(case: &Value) -> HeaderMap {
    let pairs = case["headers"].as_array().unwrap();
    let part = |pair: &Value, index: usize| pair[index].as_str().unwrap().to_owned();
    let header = |pair| -> (HeaderName, HeaderValue) {
        (part(pair, 0).try_into().unwrap(), part(pair, 1).trim().try_into().unwrap())
    };
    // `collect` would replace repeated headers.
    let mut headers = HeaderMap::new();
    for (name, value) in pairs.iter().map(header) {
        headers.append(name, value);
    }
    headers
}

fn view<'a>(case: &'a Value, headers: &'a HeaderMap) -> RequestView<'a> {
    RequestView {
        method: text(case, "method"),
        path: text(case, "path"),
        query: text(case, "query"),
        authority: None,
        headers,
        body: text(case, "body").as_bytes(),
    }
}
