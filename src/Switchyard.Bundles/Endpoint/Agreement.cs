using Switchyard.Bundles.Endpoint.Messages;
using Switchyard.Bundles.Endpoint.Streams;

namespace Switchyard.Bundles.Endpoint;

/// <summary>By which revision a body is read, and in which session.</summary>
/// <param name="Version">The revision.</param>
/// <param name="Session">The session; null for one that begins, and where there are none. Whoever agreed leaves it.</param>
internal sealed record Agreement(string Version, LiveSession? Session)
{
    public bool IsStateless { get; } = ProtocolVersions.IsStateless(Version);
}
