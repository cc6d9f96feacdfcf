using Switchyard.Gateway.Bridges.Addressing;
using Switchyard.Model.Providers;

namespace Switchyard.Gateway.Bridges.OpenAI;

/// <summary>api.openai.com and servers that are compatible with it.</summary>
internal sealed class OpenAIDialect : IUpstreamDialect
{
    /// <summary>What OpenAI providers relay without interception.</summary>
    public static readonly string[] Passthrough = ["/v1/models*", "/v1/conversations*", "/v1/responses/*", "/v1/embeddings"];

    private readonly UpstreamAddress _address;
    private readonly KeyHeaders _keys;

    /// <summary>Prepares <paramref name="provider"/>.</summary>
    public OpenAIDialect(ProviderConfig provider)
    {
        _address = new UpstreamAddress(provider.BaseUrl);
        _keys = new KeyHeaders(provider, "Authorization", "Bearer ");
    }

    /// <inheritdoc />
    public IReadOnlyList<string> DefaultPassthrough => Passthrough;

    /// <inheritdoc />
    public string ProbePath => "/v1/models";

    /// <inheritdoc />
    public bool Speaks(BridgeFormat format) => format is BridgeFormat.ChatCompletions or BridgeFormat.Responses;

    /// <inheritdoc />
    public Uri Address(string path, string query, RequestFacts? facts, string? model) => _address.Of(path, query);

    /// <inheritdoc />
    public ReadOnlyMemory<byte> Body(ReadOnlyMemory<byte> body, RequestFacts facts, HttpRequestMessage request) => body;

    /// <inheritdoc />
    public ValueTask AuthorizeAsync(HttpRequestMessage request, ReadOnlyMemory<byte> body, ProviderKeyConfig? key, CancellationToken cancellationToken)
    {
        _keys.Set(request, key);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc />
    public Stream Events(HttpResponseMessage response, Stream body) => body;
}
