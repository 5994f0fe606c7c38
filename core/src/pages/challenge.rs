//! The challenges of a sign-in: one page for each, all at `/login`.

use http::StatusCode;
use serde_json::Value;

use super::{
    Outcome, Stopped,
    fields::new_password_field,
    login::{go_on, login_page},
    opening::looks,
    perform::{perform, secret_hash_for, text},
    qr,
    scene::{Scene, code_field, field, submit as button},
    state::{self, ChallengeState, State},
    texts::{Texts, fill},
    view::{Choice, Field, Form, Page, PasskeyCall},
};
use crate::{
    api::{
        SignInOutput,
        sign_in::{hosted, parameters::Parameters as Answers},
    },
    context::Cx,
    error::{Error, NotAuthorized},
    oauth::{opened::Opened, parameters::Parameters, site::Route},
    sensitive::Sensitive,
};

const APP: &str = "SOFTWARE_TOKEN_MFA";
const SET_UP: &str = "MFA_SETUP";
const EMAIL: &str = "EMAIL_OTP";

const APP_GRAPHIC: &str = "AUTH_APP_GRAPHIC";

/// The member of a form with the chosen factor.
const FACTOR: &str = "factor";
const CODE: &str = "authentication_code";

/// Shows a challenge.
pub(super) async fn ask(
    cx: &mut Cx<'_>,
    scene: &Scene<'_>,
    opened: &Opened,
    output: Box<SignInOutput>,
    name: &Sensitive,
) -> Result<Outcome, Stopped> {
    let mut state = ChallengeState {
        challenge: output.challenge_name.map(|name| name.to_string()).unwrap_or_default(),
        session: output.session,
        username: name.clone(),
        parameters: output.challenge_parameters.unwrap_or_default(),
        available: output.available_challenges.iter().flatten().map(ToString::to_string).collect(),
        app_secret: None,
    };
    let shown = match state.factors_to_set_up().as_slice() {
        [only] if only == APP => associate(cx, &mut state).await,
        _ => Ok(()),
    };
    shown.map_err(|error| Stopped::Failed(opened.failed(error)))?;
    let page = page(cx, scene, opened, state).await?;
    Ok(Outcome::Done(scene.respond(&page, StatusCode::OK)))
}

/// Gets a secret for an authenticator app.
async fn associate(cx: &mut Cx<'_>, state: &mut ChallengeState) -> Result<(), Error> {
    let members = [("Session", state.session.as_deref())];
    let output = perform(cx, "AssociateSoftwareToken", &members).await?;
    state.session = text(&output, "Session").map(Sensitive::new);
    state.app_secret = text(&output, "SecretCode").map(Sensitive::new);
    Ok(())
}

/// Takes the answer to a challenge.
pub(super) async fn submit(cx: &mut Cx<'_>, scene: &Scene<'_>, opened: &Opened) -> Result<Outcome, Stopped> {
    let app = opened.app();
    let mut state = match State::challenge(cx, app, scene.given(state::FIELD)) {
        Ok(state) => state,
        Err(error) => return Err(restart(cx, scene, opened, "", error).await),
    };
    let chosen = scene.given(FACTOR).map(Sensitive::as_str);
    if state.challenge == SET_UP && chosen.is_some() {
        return choose_set_up(cx, scene, opened, state).await;
    }
    if state.challenge == SET_UP && state.app_secret.is_some() {
        return verify_app(cx, scene, opened, state).await;
    }
    let answered = answer(cx, scene, opened, &mut state).await;
    let name = state.username.clone();
    match answered {
        Ok(step) => go_on(cx, scene, opened, step, &name).await,
        Err(error) if state.is_over(&error) => Err(restart(cx, scene, opened, &name, error).await),
        Err(error) => Err(again(cx, scene, opened, state, error).await),
    }
}

async fn answer(
    cx: &mut Cx<'_>,
    scene: &Scene<'_>,
    opened: &Opened,
    state: &mut ChallengeState,
) -> Result<hosted::Step, Error> {
    let app = opened.app();
    let mut responses = state.responses(scene);
    responses.insert("USERNAME".to_owned(), state.username.clone());
    if let Some(hash) = secret_hash_for(cx, app.client, &state.username)? {
        responses.insert("SECRET_HASH".to_owned(), hash.into());
    }
    hosted::answer(cx, app, &state.challenge, state.session.as_ref(), &responses).await
}

/// The user has chosen which factor to set up.
async fn choose_set_up(
    cx: &mut Cx<'_>,
    scene: &Scene<'_>,
    opened: &Opened,
    mut state: ChallengeState,
) -> Result<Outcome, Stopped> {
    let chosen = scene.given(FACTOR).map(|factor| factor.as_str().to_owned()).unwrap_or_default();
    if !state.factors_to_set_up().contains(&chosen) {
        return Err(again(cx, scene, opened, state, NotAuthorized::InvalidSession.into()).await);
    }
    if chosen == APP
        && let Err(error) = associate(cx, &mut state).await
    {
        return Err(Stopped::Failed(opened.failed(error)));
    }
    state.parameters.insert("MFAS_CAN_SETUP".to_owned(), Value::from(vec![chosen]).to_string());
    let page = page(cx, scene, opened, state).await?;
    Ok(Outcome::Done(scene.respond(&page, StatusCode::OK)))
}

/// Checks the first code of an authenticator app. The sign-in goes on after the commit.
async fn verify_app(
    cx: &mut Cx<'_>,
    scene: &Scene<'_>,
    opened: &Opened,
    mut state: ChallengeState,
) -> Result<Outcome, Stopped> {
    let code = scene.given(CODE).map(Sensitive::as_str).unwrap_or_default();
    let members = [("Session", state.session.as_deref()), ("UserCode", Some(code))];
    match perform(cx, "VerifySoftwareToken", &members).await {
        Ok(output) => {
            state.session = text(&output, "Session").map(Sensitive::new);
            state.app_secret = None;
            let sealed = State::Challenge(state).seal(cx, opened.app());
            let sealed = sealed.map_err(|error| Stopped::Failed(opened.failed(error)))?;
            Ok(Outcome::Then(Route::Login, Parameters::of([(state::FIELD, sealed)])))
        }
        Err(error) => Err(again(cx, scene, opened, state, error).await),
    }
}

/// The same challenge again, with what is wrong.
async fn again(
    cx: &mut Cx<'_>,
    scene: &Scene<'_>,
    opened: &Opened,
    state: ChallengeState,
    error: Error,
) -> Stopped {
    match page(cx, scene, opened, state).await {
        Ok(page) => scene.again(page, error),
        Err(stopped) => stopped,
    }
}

/// The first page again, with what is wrong.
async fn restart(cx: &mut Cx<'_>, scene: &Scene<'_>, opened: &Opened, name: &str, error: Error) -> Stopped {
    let page = async {
        let looks = looks(cx, scene, opened).await?;
        login_page(cx, scene, &looks, opened, name).await
    };
    match page.await {
        Ok(page) => scene.again(page, error),
        Err(stopped) => stopped,
    }
}

impl ChallengeState {
    /// Whether the session of the challenge takes no other answer after this error: a wrong password uses it up, and it expires.
    fn is_over(&self, error: &Error) -> bool {
        matches!(error, Error::NotAuthorized(_) | Error::UserNotFound(_))
            || matches!(self.challenge.as_str(), "SELECT_CHALLENGE" | "PASSWORD" | "WEB_AUTHN")
    }

    /// The factors that the user may set up.
    fn factors_to_set_up(&self) -> Vec<String> {
        if self.challenge != SET_UP {
            return Vec::new();
        }
        self.list("MFAS_CAN_SETUP")
    }

    /// A list in a parameter of the challenge.
    fn list(&self, parameter: &str) -> Vec<String> {
        let text = self.parameters.get(parameter).map(String::as_str).unwrap_or_default();
        serde_json::from_str(text).unwrap_or_default()
    }

    /// `ChallengeResponses` for what the form says.
    fn responses(&mut self, scene: &Scene<'_>) -> Answers {
        let given = |name: &str| scene.given(name).cloned().unwrap_or_default();
        let mut responses = Answers::new();
        let mut set = |name: &str, value: Sensitive| drop(responses.insert(name.to_owned(), value));
        match self.challenge.as_str() {
            "NEW_PASSWORD_REQUIRED" => {
                set("NEW_PASSWORD", given("new_password"));
                for attribute in self.list("requiredAttributes") {
                    let name = attribute.strip_prefix("userAttributes.").unwrap_or(&attribute);
                    set(&attribute, given(&format!("requiredAttributes[{name}]")));
                }
            }
            "SELECT_MFA_TYPE" => set("ANSWER", given(FACTOR)),
            "SELECT_CHALLENGE" => match scene.given("password") {
                Some(password) => {
                    set("ANSWER", "PASSWORD".into());
                    set("PASSWORD", password.clone());
                }
                None => set("ANSWER", given(FACTOR)),
            },
            "PASSWORD" => set("PASSWORD", given("password")),
            "WEB_AUTHN" => set("CREDENTIAL", given("credential")),
            SET_UP => {
                if let Some(address) = scene.given("email") {
                    set("EMAIL", address.clone());
                }
            }
            code => {
                let name = format!("{code}_CODE");
                set(&name, given(CODE));
            }
        }
        responses
    }
}

/// The page of a challenge.
async fn page(
    cx: &mut Cx<'_>,
    scene: &Scene<'_>,
    opened: &Opened,
    state: ChallengeState,
) -> Result<Page, Stopped> {
    let looks = looks(cx, scene, opened).await?;
    let mut page = scene.page_for(scene.texts().sign_in, &looks, opened);
    if state.challenge == "SELECT_CHALLENGE" && state.available.iter().any(|factor| factor == "PASSWORD") {
        // A form of its own: a password that the browser fills in must not count when another factor is chosen.
        let mut form = scene.form("passwordForm", Route::Login);
        ask_password(scene.texts(), &mut form);
        page.forms.push(form);
    }
    let mut form = scene.form("challengeForm", Route::Login);
    fill_in(scene, opened, &state, &mut page, &mut form);
    if !form.choices.is_empty() || form.submit.is_some() {
        page.forms.push(form);
    }
    let sealed = State::Challenge(state).seal(cx, opened.app());
    let sealed = sealed.map_err(|error| Stopped::Failed(opened.failed(error)))?;
    for form in &mut page.forms {
        form.hidden.push((state::FIELD, sealed.clone()));
    }
    page.links.push(scene.link(scene.texts().use_another_account, Route::Login));
    Ok(page)
}

fn fill_in(scene: &Scene<'_>, opened: &Opened, state: &ChallengeState, page: &mut Page, form: &mut Form) {
    let texts = scene.texts();
    match state.challenge.as_str() {
        "NEW_PASSWORD_REQUIRED" => {
            page.title = texts.change_password.to_owned();
            page.paragraphs.push(texts.new_password_needed.to_owned());
            page.graphic = "PASSWORD_GRAPHIC";
            form.fields.push(new_password_field(scene, opened, "new_password", texts.new_password));
            for attribute in state.list("requiredAttributes") {
                let name = attribute.strip_prefix("userAttributes.").unwrap_or(&attribute);
                form.fields.push(attribute_field(texts, name));
            }
            form.submit = button("reset_my_password", texts.change_password);
        }
        "SELECT_MFA_TYPE" => choose(texts, page, form, &state.list("MFAS_CAN_CHOOSE")),
        "SELECT_CHALLENGE" => choose(texts, page, form, &state.available),
        "PASSWORD" => ask_password(texts, form),
        "WEB_AUTHN" => {
            page.title = texts.use_passkey.to_owned();
            page.graphic = "PASSKEY_GRAPHIC";
            page.paragraphs.push(texts.passkey_hint.to_owned());
            page.script = Some(scene.asset(Route::PasskeyScript));
            let options = state.parameters.get("CREDENTIAL_REQUEST_OPTIONS").cloned().unwrap_or_default();
            form.passkey = Some(PasskeyCall { kind: "get", options, failure: texts.passkey_failed });
            form.hidden.push(("credential", Sensitive::default()));
            form.submit = button("signInSubmitButton", texts.use_passkey);
        }
        SET_UP => set_up(scene, opened, state, page, form),
        challenge => {
            page.title = texts.enter_code.to_owned();
            page.graphic = match challenge {
                APP => APP_GRAPHIC,
                EMAIL => "EMAIL_GRAPHIC",
                _ => "SMS_GRAPHIC",
            };
            let destination = state.parameters.get("CODE_DELIVERY_DESTINATION");
            page.paragraphs.push(match destination {
                Some(destination) if challenge != APP => fill(texts.code_sent, "destination", destination),
                _ => texts.code_of_app.to_owned(),
            });
            form.fields.push(code_field(CODE, texts.code));
            form.submit = button("signInSubmitButton", texts.sign_in);
        }
    }
}

fn ask_password(texts: &Texts, form: &mut Form) {
    form.fields.push(field("password", texts.password, "password", "current-password"));
    form.submit = button("signInSubmitButton", texts.sign_in);
}

/// Offers factors. SRP is for applications: a page sends the password itself.
fn choose(texts: &Texts, page: &mut Page, form: &mut Form, factors: &[String]) {
    page.title = texts.choose_factor.to_owned();
    for factor in factors {
        let text = match factor.as_str() {
            "SMS_MFA" | "SMS_OTP" => texts.factor_sms,
            EMAIL => texts.factor_email,
            APP => texts.factor_app,
            "WEB_AUTHN" => texts.factor_passkey,
            _ => continue,
        };
        form.choices.push(Choice { name: FACTOR, value: factor.clone(), text: text.to_owned() });
    }
}

fn set_up(scene: &Scene<'_>, opened: &Opened, state: &ChallengeState, page: &mut Page, form: &mut Form) {
    let texts = scene.texts();
    let factors = state.factors_to_set_up();
    page.title = texts.set_up_factor.to_owned();
    if let Some(secret) = &state.app_secret {
        page.title = texts.set_up_app.to_owned();
        page.graphic = APP_GRAPHIC;
        page.paragraphs.push(texts.scan_code.to_owned());
        page.qr_code = qr::code(&opened.pool.name, &state.username, secret, texts.qr_code);
        form.fields.push(code_field(CODE, texts.code));
        form.submit = button("signInSubmitButton", texts.confirm);
        return;
    }
    if let [only] = factors.as_slice()
        && only == EMAIL
    {
        page.paragraphs.push(texts.set_up_needed.to_owned());
        form.fields.push(field("email", texts.email, "email", "email"));
        form.submit = button("signInSubmitButton", texts.next);
        return;
    }
    page.paragraphs.push(texts.set_up_needed.to_owned());
    for factor in factors {
        let text = if factor == EMAIL { texts.set_up_email } else { texts.set_up_app };
        form.choices.push(Choice { name: FACTOR, value: factor, text: text.to_owned() });
    }
}

/// A field for an attribute of the user.
pub(super) fn attribute_field(texts: &Texts, name: &str) -> Field {
    let (kind, autocomplete) = match name {
        "email" => ("email", "email"),
        "phone_number" => ("tel", "tel"),
        "name" => ("text", "name"),
        "given_name" => ("text", "given-name"),
        "family_name" => ("text", "family-name"),
        "birthdate" => ("text", "bday"),
        "address" => ("text", "street-address"),
        "website" => ("url", "url"),
        _ => ("text", "off"),
    };
    field(&format!("requiredAttributes[{name}]"), texts.attribute(name), kind, autocomplete)
}
