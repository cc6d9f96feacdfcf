using Switchyard.Model.Bundles;
using Switchyard.Model.Secrets;

namespace Switchyard.Bundles.Sessions.Transports;

/// <summary>Where a remote server is, and what goes there and nowhere else.</summary>
/// <param name="Url">The address of the definition.</param>
/// <param name="Headers">Headers of the definition.</param>
/// <param name="Credentials">Headers that carry credentials.</param>
internal sealed record RemoteAddress(Uri Url, IReadOnlyList<KeyValuePair<string, string>> Headers, IReadOnlyList<KeyValuePair<string, Secret>> Credentials)
{
    /// <summary>The address of a bundle.</summary>
    /// <exception cref="ServerStartException">The definition has none that may be used, or a credential can not be sent.</exception>
    public static RemoteAddress Of(BundleDefinition definition, IEnumerable<KeyValuePair<string, Secret>> credentials)
    {
        if (!Uri.TryCreate(definition.Url, UriKind.Absolute, out var url) || (url.Scheme != Uri.UriSchemeHttps && url.Scheme != Uri.UriSchemeHttp))
        {
            throw Unusable("The address of the server is not an http or https URL.");
        }

        if (url.Scheme == Uri.UriSchemeHttp && !definition.Insecure)
        {
            throw Unusable("The address of the server is plain http, which needs 'insecure: true'.");
        }

        var secrets = credentials.ToList();
        return secrets.Find(static pair => pair.Value.Reveal().Any(char.IsControl)) is { Key: { } header }
            ? throw Unusable($"The credential of the header '{header}' contains control characters, such as the end of a line.")
            : new RemoteAddress(url, [.. definition.Headers], secrets);
    }

    /// <summary>Adds the headers to a request.</summary>
    /// <exception cref="InvalidOperationException">The request goes to another origin: a mistake in the code, which must not cost a credential.</exception>
    public void AddTo(HttpRequestMessage request)
    {
        if (!IsSameOrigin(request.RequestUri!))
        {
            throw new InvalidOperationException("Headers of a bundle go to its own server only.");
        }

        foreach (var (name, value) in Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        foreach (var (name, secret) in Credentials)
        {
            request.Headers.Remove(name);
            request.Headers.TryAddWithoutValidation(name, secret.Reveal());
        }
    }

    /// <summary>Whether an address has the scheme, host and port of this one.</summary>
    public bool IsSameOrigin(Uri other) => Uri.Compare(Url, other, UriComponents.SchemeAndServer, UriFormat.UriEscaped, StringComparison.OrdinalIgnoreCase) == 0;

    private static ServerStartException Unusable(string message) => new(ServerStep.Spawn, message, []);
}
