using Switchyard.Gateway.Bridges.Addressing;
using Switchyard.Model.Providers;

namespace Switchyard.Gateway.Bridges.Anthropic;

/// <summary>api.anthropic.com and servers that are compatible with it.</summary>
internal sealed class AnthropicDialect : IUpstreamDialect
{
    private const string VersionHeader = "anthropic-version";
    private const string DefaultVersion = "2023-06-01";
    private static readonly string[] Passthrough = ["/v1/models*", "/v1/messages/count_tokens", "/api/event_logging/*"];

    private readonly UpstreamAddress _address;
    private readonly KeyHeaders _keys;

    /// <summary>Prepares <paramref name="provider"/>.</summary>
    public AnthropicDialect(ProviderConfig provider)
    {
        _address = new UpstreamAddress(provider.BaseUrl);
        _keys = new KeyHeaders(provider, "x-api-key", "");
    }

    /// <inheritdoc />
    public IReadOnlyList<string> DefaultPassthrough => Passthrough;

    /// <inheritdoc />
    public string ProbePath => "/v1/models";

    /// <inheritdoc />
    public bool Speaks(BridgeFormat format) => format is BridgeFormat.Messages;

    /// <inheritdoc />
    public Uri Address(string path, string query, RequestFacts? facts, string? model) => _address.Of(path, query);

    /// <inheritdoc />
    public ReadOnlyMemory<byte> Body(ReadOnlyMemory<byte> body, RequestFacts facts, HttpRequestMessage request) => body;

    /// <inheritdoc />
    public ValueTask AuthorizeAsync(HttpRequestMessage request, ReadOnlyMemory<byte> body, ProviderKeyConfig? key, CancellationToken cancellationToken)
    {
        _keys.Set(request, key);
        if (!request.Headers.NonValidated.Contains(VersionHeader))
        {
            request.Headers.TryAddWithoutValidation(VersionHeader, DefaultVersion);
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc />
    public Stream Events(HttpResponseMessage response, Stream body) => body;
}
