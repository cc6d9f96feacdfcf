using Switchyard.Model.Providers;

namespace Switchyard.Gateway.Pool.Connections;

/// <summary>What a pool of connections depends on. Two configurations with equal keys share the pool; everything else may change without closing a connection.</summary>
internal sealed record ConnectionKey(Guid ProviderId, string Authority, TimeSpan Connect, TimeSpan Tls, ConnectionSettings Connections, bool SendTrace)
{
    /// <summary>The key of <paramref name="provider"/>.</summary>
    public static ConnectionKey Of(ProviderConfig provider) => new(
        provider.Id,
        Uri.TryCreate(provider.BaseUrl, UriKind.Absolute, out var uri) ? uri.GetLeftPart(UriPartial.Authority) : provider.Settings.Bedrock?.Region ?? "",
        provider.Settings.Timeouts.Connect,
        provider.Settings.Timeouts.Tls,
        provider.Settings.Connections,
        provider.Settings.SendTrace);
}
