namespace Switchyard.Gateway.Routing;

/// <summary>The data plane's routes that only nodes have: tools and chats.</summary>
/// <param name="absent">Whether this process is no node.</param>
internal sealed class NodeRoutes(bool absent)
{
    private const string Chats = "/api/v1/chats";

    /// <summary>Whether <paramref name="path"/> is one of them and they are not here.</summary>
    public bool Lacks(string path) => absent && IsOne(path);

    private static bool IsOne(string path) =>
        RequestPath.FirstSegment(path, out _) is "mcp" || (path.StartsWith(Chats, StringComparison.Ordinal) && (path.Length == Chats.Length || path[Chats.Length] == '/'));
}
