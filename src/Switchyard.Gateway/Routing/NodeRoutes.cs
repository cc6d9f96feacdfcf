namespace Switchyard.Gateway.Routing;

/// <summary>The data plane's routes that only nodes have: tools and chats.</summary>
internal static class NodeRoutes
{
    private const string Chats = "/api/v1/chats";

    /// <summary>Whether <paramref name="path"/> is one of them.</summary>
    public static bool Match(string path) =>
        RequestPath.FirstSegment(path, out _) is "mcp" || (path.StartsWith(Chats, StringComparison.Ordinal) && (path.Length == Chats.Length || path[Chats.Length] == '/'));
}
