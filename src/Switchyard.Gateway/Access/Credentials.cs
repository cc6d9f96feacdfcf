using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Switchyard.Gateway.Headers;
using Switchyard.Model.Access;

namespace Switchyard.Gateway.Access;

/// <summary>What a client presented: the text that may be an access key, and a credential of its own for the upstream. Cookies are not looked at.</summary>
internal readonly ref struct Credentials
{
    private const string Bearer = "Bearer ";

    private Credentials(ReadOnlySpan<char> key, ByokCredential? own)
    {
        Key = key;
        Own = own;
    }

    /// <summary>The first of <c>X-Switchyard-Key</c>, <c>Authorization: Bearer</c>, <c>x-api-key</c>; empty when none was sent.</summary>
    public ReadOnlySpan<char> Key { get; }

    /// <summary>With <c>X-Switchyard-Key</c>: the client's own upstream credentials; else null.</summary>
    public ByokCredential? Own { get; }

    /// <summary>Reads the headers.</summary>
    public static Credentials Read(IHeaderDictionary headers)
    {
        var authorization = headers.Authorization;
        if (headers.TryGetValue(SwitchyardHeaders.Key, out var explicitKey) && explicitKey.Count > 0)
        {
            return new Credentials(Text(explicitKey).Trim(), OwnOf(headers, authorization));
        }

        var bearer = BearerOf(Text(authorization));
        return new Credentials(bearer.IsEmpty && headers.TryGetValue("x-api-key", out var apiKey) ? Text(apiKey).Trim() : bearer, null);
    }

    /// <summary>The client's own upstream credentials where it is known by other means who it is; null when it sent none.</summary>
    public static ByokCredential? ReadOwn(IHeaderDictionary headers) => OwnOf(headers, headers.Authorization);

    private static ByokCredential? OwnOf(IHeaderDictionary headers, StringValues authorization)
    {
        var own = new ByokCredential(
            Foreign(authorization, BearerOf(Text(authorization))),
            headers.TryGetValue("x-api-key", out var apiKey) ? Foreign(apiKey, Bare(Text(apiKey))) : null,
            headers.TryGetValue("api-key", out var azureKey) ? Foreign(azureKey, Bare(Text(azureKey))) : null);
        return own.IsEmpty ? null : own;
    }

    // Whatever looks like one of our own keys never leaves the house.
    private static string? Foreign(StringValues values, ReadOnlySpan<char> secret) =>
        values.Count != 1 || secret.IsEmpty || secret.StartsWith(AccessToken.AccessKeyPrefix, StringComparison.Ordinal) ? null : values[0];

    private static ReadOnlySpan<char> Text(StringValues values) => values.Count == 1 ? values[0] : default;

    // Some write the scheme in front of a key where none belongs.
    private static ReadOnlySpan<char> Bare(ReadOnlySpan<char> value) => BearerOf(value) is { IsEmpty: false } bearer ? bearer : value.Trim();

    private static ReadOnlySpan<char> BearerOf(ReadOnlySpan<char> authorization) =>
        authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? authorization[Bearer.Length..].Trim() : default;
}
