namespace Switchyard.Bundles.Authorization.Protocol;

/// <summary>What a token is for (RFC 8707): the address of a server, or of everything below it.</summary>
internal static class ResourceIndicator
{
    /// <summary>The indicator of a server that names none.</summary>
    public static string Of(Uri server) => server.AbsolutePath == "/" && server.Query.Length == 0 ? server.GetLeftPart(UriPartial.Authority) : server.AbsoluteUri;

    /// <summary>Whether a token for <paramref name="resource"/> may be shown to <paramref name="server"/>: same origin, and the path of the one begins with that of the other, segment by segment.</summary>
    public static bool Covers(string? resource, Uri server)
    {
        if (!Uri.TryCreate(resource, UriKind.Absolute, out var wide) || wide.Fragment.Length > 0
            || Uri.Compare(wide, server, UriComponents.SchemeAndServer, UriFormat.UriEscaped, StringComparison.OrdinalIgnoreCase) != 0)
        {
            return false;
        }

        var prefix = wide.AbsolutePath.TrimEnd('/');
        return server.AbsolutePath == prefix || server.AbsolutePath.StartsWith(prefix + "/", StringComparison.Ordinal);
    }
}
