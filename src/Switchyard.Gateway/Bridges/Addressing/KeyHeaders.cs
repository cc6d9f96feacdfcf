using Switchyard.Model.Providers;

namespace Switchyard.Gateway.Bridges.Addressing;

/// <summary>The header that carries a provider's key, its values made once.</summary>
internal sealed class KeyHeaders
{
    private static readonly string[] Credentials = ["Authorization", "x-api-key", "api-key"];

    private readonly string _header;
    private readonly string _prefix;
    private readonly Dictionary<Guid, string> _values = [];

    /// <summary>Prepares the keys of <paramref name="provider"/> for <paramref name="header"/>, each behind <paramref name="prefix"/>.</summary>
    public KeyHeaders(ProviderConfig provider, string header, string prefix)
    {
        _header = header;
        _prefix = prefix;
        foreach (var key in provider.Keys)
        {
            if (key.Value is { } secret)
            {
                _values[key.Id] = prefix + secret.Reveal();
            }
        }
    }

    /// <summary>Puts the credential of <paramref name="key"/> on <paramref name="request"/>; none but that one remains.</summary>
    public void Set(HttpRequestMessage request, ProviderKeyConfig? key)
    {
        foreach (var name in Credentials)
        {
            request.Headers.Remove(name);
        }

        if (key?.Value is { } secret)
        {
            request.Headers.TryAddWithoutValidation(_header, _values.TryGetValue(key.Id, out var value) ? value : _prefix + secret.Reveal());
        }
    }
}
