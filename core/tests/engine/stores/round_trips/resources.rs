//! The part of the story about what belongs to a pool and is no user: links to providers, resource servers, tags, domains,
//! pages and terms.

use serde_json::{Value, json};

use super::Story;
use crate::world::merged;

impl Story {
    /// Links an identity of the provider `Acme` with a user.
    pub(super) fn linking(&self) {
        let local = json!({"ProviderName": "Cognito", "ProviderAttributeValue": "ben"});
        let identity = json!({
            "ProviderName": "Acme",
            "ProviderAttributeName": "Cognito_Subject",
            "ProviderAttributeValue": "b-1",
        });
        self.in_pool("AdminLinkProviderForUser", json!({"DestinationUser": local, "SourceUser": identity}));
        self.in_pool("AdminDisableProviderForUser", json!({ "User": identity }));
    }

    pub(super) fn resources(&self) {
        self.resource_servers();
        self.tags();
        self.domains();
        self.branding();
        self.terms();
    }

    fn resource_servers(&self) {
        for identifier in ["api", "photos"] {
            let scopes = json!([{"ScopeName": "read", "ScopeDescription": "May read"}]);
            self.in_pool(
                "CreateResourceServer",
                json!({"Identifier": identifier, "Name": "An API", "Scopes": scopes}),
            );
        }
        let api = json!({"Identifier": "api"});
        self.in_pool("DescribeResourceServer", api.clone());
        self.in_pool("UpdateResourceServer", merged(json!({"Name": "Another"}), &api));
        self.pages("ListResourceServers", "NextToken", json!({"MaxResults": 1}));
        self.in_pool("DeleteResourceServer", api);
    }

    fn tags(&self) {
        let pool = self.in_pool("DescribeUserPool", json!({}));
        let resource = json!({"ResourceArn": pool["UserPool"]["Arn"]});
        self.call("TagResource", merged(json!({"Tags": {"stage": "test"}}), &resource));
        self.call("ListTagsForResource", resource.clone());
        self.call("UntagResource", merged(json!({"TagKeys": ["stage"]}), &resource));
    }

    /// The pool has a domain while the pages of the hosted UI are customized.
    fn domains(&self) {
        let domain = json!({"Domain": "round-trips"});
        self.in_pool("CreateUserPoolDomain", domain.clone());
        self.call("DescribeUserPoolDomain", domain.clone());
        self.in_pool("UpdateUserPoolDomain", merged(json!({"ManagedLoginVersion": 2}), &domain));
        self.in_pool("UpdateUserPoolDomain", merged(json!({"ManagedLoginVersion": 1}), &domain));
        let css = json!({"CSS": ".banner-customizable { background-color: white; }"});
        self.in_pool("SetUICustomization", css.clone());
        self.as_client_in_pool("SetUICustomization", css);
        self.as_client_in_pool("GetUICustomization", json!({}));
        self.in_pool("DeleteUserPoolDomain", domain);
    }

    fn branding(&self) {
        let provided = json!({"UseCognitoProvidedValues": true});
        let made = self.as_client_in_pool("CreateManagedLoginBranding", provided.clone());
        let id = json!({"ManagedLoginBrandingId": made["ManagedLoginBranding"]["ManagedLoginBrandingId"]});
        self.in_pool("DescribeManagedLoginBranding", id.clone());
        self.as_client_in_pool("DescribeManagedLoginBrandingByClient", json!({}));
        self.in_pool("UpdateManagedLoginBranding", merged(provided, &id));
        self.in_pool("DeleteManagedLoginBranding", id);
    }

    fn terms(&self) {
        let document = |name: &str| {
            json!({
                "TermsName": name,
                "TermsSource": "LINK",
                "Enforcement": "NONE",
                "Links": {"cognito:default": "https://example.com/terms"},
            })
        };
        self.as_client_in_pool("CreateTerms", document("privacy-policy"));
        let made = self.as_client_in_pool("CreateTerms", document("terms-of-use"));
        let id = json!({"TermsId": made["Terms"]["TermsId"]});
        self.in_pool("DescribeTerms", id.clone());
        self.as_client_in_pool("DescribeTermsByClient", json!({"TermsName": "terms-of-use"}));
        self.in_pool("UpdateTerms", merged(json!({"Enforcement": "NONE"}), &id));
        self.pages("ListTerms", "NextToken", json!({"MaxResults": 1}));
        self.in_pool("DeleteTerms", id);
    }

    #[track_caller]
    fn as_client_in_pool(&self, operation: &str, body: Value) -> Value {
        self.in_pool(operation, merged(body, &json!({"ClientId": self.world.client})))
    }
}
