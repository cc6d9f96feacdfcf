using Switchyard.Model.Providers;

namespace Switchyard.Gateway.Bridges;

/// <summary>One provider type: where a call goes, how it is authorised and what the type needs changed. One instance per provider and configuration, built when the snapshot is prepared; throws <see cref="ArgumentException"/> from its constructor when the settings can not work.</summary>
internal interface IUpstreamDialect
{
    /// <summary>Whether the type has an endpoint for <paramref name="format"/>.</summary>
    bool Speaks(BridgeFormat format);

    /// <summary>Paths relayed without interception unless the provider's settings replace the list; a trailing <c>*</c> matches the rest.</summary>
    IReadOnlyList<string> DefaultPassthrough { get; }

    /// <summary>The absolute upstream address of <paramref name="path"/> (begins with a slash, one <c>/v1</c> only where base URL and path both have it) and <paramref name="query"/> (empty or with its question mark); <paramref name="facts"/> and <paramref name="model"/> are null for a passthrough.</summary>
    Uri Address(string path, string query, RequestFacts? facts, string? model);

    /// <summary>Rewrites the upstream body for the type (Bedrock), or returns it as it is.</summary>
    ReadOnlyMemory<byte> Body(ReadOnlyMemory<byte> body, RequestFacts facts, HttpRequestMessage request);

    /// <summary>Sets the credential headers. <paramref name="key"/> is null for types with credentials of their own (Bedrock signs here, last of all, so the body is final).</summary>
    ValueTask AuthorizeAsync(HttpRequestMessage request, ReadOnlyMemory<byte> body, ProviderKeyConfig? key, CancellationToken cancellationToken);

    /// <summary>The response body as the client-side format's bytes: the stream itself, or SSE decoded from the type's own framing.</summary>
    Stream Events(HttpResponseMessage response, Stream body);

    /// <summary>Reads the type's errors where they have a form of their own; null where they have the client's already and are relayed as they are.</summary>
    IUpstreamErrors? Errors => null;

    /// <summary>The path asked by a trial call, for example <c>/v1/models</c>.</summary>
    string ProbePath { get; }
}
