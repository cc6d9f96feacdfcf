namespace Switchyard.Admin.Plans;

/// <summary>The section in which a record of the audit log's kinds is shown.</summary>
internal static class SectionNames
{
    public static string Of(string entityType) => entityType switch
    {
        "provider" => "providers",
        "user" => "users",
        "access_key" => "accessKeys",
        "operator" => "operators",
        "gateway" => "gateways",
        "gateway_token" => "gatewayTokens",
        "document" => "documents",
        "module" => "modules",
        "workspace" => "workspaces",
        "bundle" => "bundles",
        "proxy_authority" => "proxyAuthorities",
        _ => entityType,
    };
}
