//! Where each national cloud is.

use partner_center_model::cloud::Cloud;

/// The address of Partner Center's API in a cloud, which is also what tokens for it are for. Source: `partner-center-rest-urls`.
pub(crate) const fn api(cloud: Cloud) -> &'static str {
    match cloud {
        Cloud::Global | Cloud::Germany | Cloud::UsGovernment => "https://api.partnercenter.microsoft.com",
        Cloud::China => "https://partner.partnercenterapi.microsoftonline.cn",
    }
}

/// Where people and programs sign in.
pub(crate) const fn login(cloud: Cloud) -> &'static str {
    match cloud {
        Cloud::Global => "https://login.microsoftonline.com",
        Cloud::China => "https://login.partner.microsoftonline.cn",
        Cloud::Germany => "https://login.microsoftonline.de",
        Cloud::UsGovernment => "https://login.microsoftonline.us",
    }
}
