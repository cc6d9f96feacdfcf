using System.Text.RegularExpressions;
using Switchyard.Model.Detection;
using Switchyard.Model.Origins;
using Switchyard.Model.Validation;

namespace Switchyard.Configuration.Sources.File.Sections;

/// <summary>Reads the clients of <c>detection</c>.</summary>
internal static partial class DetectionSection
{
    /// <summary>Longest name of a client.</summary>
    public const int MaxNameLength = 64;

    /// <summary>Most clients of a file.</summary>
    public const int MaxClients = 200;

    /// <summary>Most user agents, headers and places of a session id of a client.</summary>
    public const int MaxPlaces = 20;
    private const int MaxTextLength = 256;

    public static ClientRule Read(JsonFields fields, string name, Origin origin)
    {
        var before = fields.Faults.Count;
        var rule = new ClientRule(name)
        {
            UserAgents = fields.Texts("userAgents", MaxPlaces, MaxTextLength) ?? [],
            Headers = [.. fields.List("headers", MaxPlaces).Select(item => Match(fields.Nested(item.Name, item.Item)))],
            Sessions = [.. fields.List("sessions", MaxPlaces).Select(item => Session(fields.Nested(item.Name, item.Item)))],
        };
        if (rule.UserAgents.Count == 0 && rule.Headers.Count == 0 && fields.Faults.Count == before)
        {
            fields.Fault("userAgents", "A client needs a user agent or a header by which it is recognised.");
        }

        return rule;
    }

    private static HeaderMatch Match(JsonFields fields)
    {
        var match = new HeaderMatch(HeaderName(fields, "name", FileSection.Required(fields, "name", MaxTextLength)), fields.Text("value", MaxTextLength));
        fields.Finish();
        return match;
    }

    private static SessionSource Session(JsonFields fields)
    {
        var before = fields.Faults.Count;
        var header = fields.Text("header", MaxTextLength);
        var body = fields.Choice("body", (SessionSource?)null, ("metadata.user_id", SessionSource.MetadataUserId));
        if (header is null == body is null && fields.Faults.Count == before)
        {
            fields.Fault("header", "A place of the session id is either a header or body: metadata.user_id.");
        }

        fields.Finish();
        return body ?? SessionSource.OfHeader(header is null ? "" : HeaderName(fields, "header", header));
    }

    private static string HeaderName(JsonFields fields, string field, string name)
    {
        if (name.Length > 0 && !Token().IsMatch(name))
        {
            fields.Fault(field, "Is no name of a header.");
        }

        return name;
    }

    /// <summary>A token of RFC 9110 §5.6.2.</summary>
    [GeneratedRegex("^[A-Za-z0-9!#$%&'*+.^_`|~-]+\\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Token();
}
