using Switchyard.Model.Bundles;
using Switchyard.Model.Validation;

namespace Switchyard.Configuration.Sources.File.Sections;

/// <summary>Reads <c>server.mcp</c>.</summary>
internal static class McpSection
{
    public const int MaxEntries = 100;

    private const int MaxLength = 256;
    private const string Any = "*";

    public static McpSettings Read(JsonFields fields)
    {
        var settings = new McpSettings { AllowedHosts = fields.Texts("allowedHosts", MaxEntries, MaxLength) ?? [], AllowedOrigins = fields.Texts("allowedOrigins", MaxEntries, MaxLength) ?? [] };
        foreach (var (index, host) in settings.AllowedHosts.Index())
        {
            if (host != Any && Uri.CheckHostName(host.StartsWith('[') ? host.Trim('[', ']') : host) == UriHostNameType.Unknown)
            {
                fields.Fault($"allowedHosts[{index}]", $"'{host}' is not a host name or address without port, or *.");
            }
        }

        foreach (var (index, origin) in settings.AllowedOrigins.Index())
        {
            if (origin != Any && !(Uri.TryCreate(origin, UriKind.Absolute, out var page) && page.Host.Length > 0 && page.PathAndQuery is "/" && page.UserInfo.Length == 0 && page.Fragment.Length == 0))
            {
                fields.Fault($"allowedOrigins[{index}]", $"'{origin}' is not an origin like https://tools.example.com, or *.");
            }
        }

        fields.Finish();
        return settings;
    }
}
